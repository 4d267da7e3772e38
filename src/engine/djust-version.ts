import { readFileSync } from 'node:fs'

/** The version of the package that this file belongs to. */
export function djustVersion(): string {
  return (JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as { version: string }).version
}
