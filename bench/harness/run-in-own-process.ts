import { fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { Mistake } from './mistake.ts'
import type { Line } from './run-group.ts'

const entry = join(import.meta.dirname, '../group-process.ts')

/**
 * `runGroup` in a process of its own, as an application has one database and one kind of pages: what V8 compiled for the
 * groups before would serve the next one worse.
 */
export async function runInOwnProcess(name: string, isQuick: boolean, onCase: (lines: readonly Line[]) => void): Promise<Line[]> {
  const all: Line[] = []
  const child = fork(entry, [name, isQuick ? 'quick' : 'full'], { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] })
  child.on('message', (message) => {
    const lines = message as readonly Line[]
    all.push(...lines)
    onCase(lines)
  })
  const [code] = (await once(child, 'exit')) as [number | null]
  if (code !== 0) throw new Mistake(`${name} ended with an error, as said above`)
  return all
}
