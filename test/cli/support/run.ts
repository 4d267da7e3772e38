import { Readable, Writable } from 'node:stream'
import { runCommand } from '../../../src/cli/run-command.ts'

/** What a command of djust wrote, and its exit code. */
export async function run(words: readonly string[], stdin = ''): Promise<{ code: number; out: string; err: string }> {
  const written = { out: '', err: '' }
  const into = (name: 'out' | 'err') =>
    new Writable({
      write(chunk: Buffer, _encoding, done) {
        written[name] += chunk.toString()
        done()
      },
    })
  const code = await runCommand(words, { stdin: Readable.from([stdin]), stdout: into('out'), stderr: into('err') })
  return { code, ...written }
}
