import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { Readable, Writable } from 'node:stream'
import { text } from 'node:stream/consumers'
import { runCommand } from '../../../src/cli/run-command.ts'

export interface CommandToRun {
  readonly command: string
  /** The application, in whose folder it runs. */
  readonly folder: string
  /** Whether there is a database; commands without come first. */
  readonly online: boolean
}

export interface CommandOutput {
  readonly code: number
  readonly output: string
  /** Whether the database's file was there after it. */
  readonly database: boolean
}

// Runs the commands that come as JSON through stdin, in a process of their own: a thread of a test can't change its folder.
const commands = JSON.parse(await text(process.stdin)) as readonly CommandToRun[]
const outputs: CommandOutput[] = []
for (const { command, folder, online } of commands) {
  process.chdir(folder)
  const database = join(folder, 'rentals.sqlite')
  if (online && !existsSync(database)) {
    const { seed } = (await import(join(folder, 'seed.ts'))) as { seed: (file: string) => Promise<void> }
    await seed(database)
  }
  let output = ''
  const into = new Writable({
    write(chunk: Buffer, _encoding, done) {
      output += chunk.toString()
      done()
    },
  })
  const code = await runCommand(command.split(' ').slice(2), { stdin: Readable.from([]), stdout: into, stderr: into })
  outputs.push({ code, output, database: existsSync(database) })
}
process.stdout.write(JSON.stringify(outputs))
