import type { Template } from './ast.ts'
import { Parser } from './parser.ts'
import type { SyntaxLibraries } from './syntax-libraries.ts'

export interface ParseOptions {
  readonly name: string
  /** False where the name is made up: errors then say "the template". */
  readonly named: boolean
  readonly origin: string
  readonly libraries: SyntaxLibraries
}

/** Parses a template's source; throws TemplateSyntaxError for what is wrong in it. */
export function parseTemplate(source: string, options: ParseOptions): Template {
  return new Parser(source, options).parse()
}
