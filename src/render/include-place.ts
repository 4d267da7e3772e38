import type { Template } from '../template/ast.ts'
import { includeSite } from '../template/include-site.ts'
import { quote } from './code-writer.ts'

/** Where an include stands, as the last two arguments of a call in generated code: what relative names start from, and its site. */
export function includePlace({ name, named }: Template, start: number): string {
  return `${named ? quote(name) : 'null'},${quote(includeSite(name, start))}`
}
