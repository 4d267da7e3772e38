import { cpus, loadavg, totalmem } from 'node:os'

/** The machine and its state at the start of a run, in one line: numbers of two machines are not comparable. */
export function machineLine(): string {
  const processors = cpus()
  const memory = Math.round(totalmem() / 2 ** 30)
  const { node, v8, sqlite } = process.versions
  return [
    `${processors.length} × ${processors[0]?.model.trim() ?? 'unknown processor'}`,
    `${memory} GB`,
    `Node ${node} (V8 ${v8}, SQLite ${sqlite ?? 'unknown'})`,
    `load ${loadavg()[0]!.toFixed(2)} at the start`,
  ].join(', ')
}
