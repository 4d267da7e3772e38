import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import type { Rendered } from './library.ts'
import type { Wanted } from './render-books.ts'

const run = promisify(execFile)

/** The pages of another process. `root` is a copy of the package. */
export async function renderElsewhere(
  wanted: readonly Wanted[],
  root = new URL('../../../', import.meta.url).pathname,
): Promise<Rendered[]> {
  const program = `${root}/test/cache/support/render-books.ts`
  const { stdout } = await run(process.execPath, ['-C', 'djust-source', program, JSON.stringify(wanted)], { cwd: root })
  return JSON.parse(stdout) as Rendered[]
}
