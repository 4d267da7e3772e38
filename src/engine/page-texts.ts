import { createHash } from 'node:crypto'
import type { Template } from '../template/ast.ts'
import type { TemplateSet } from '../template/template-set.ts'

/** The texts of a page's templates. */
export class PageTexts {
  readonly #templates: ReadonlySet<Template>
  #hash: string | null = null

  constructor(templates: ReadonlySet<Template>) {
    this.#templates = templates
  }

  /** The same for the same texts, also in another process. */
  get hash(): string {
    return (this.#hash ??= createHash('sha256')
      .update(JSON.stringify(Array.from(this.#templates, ({ name, source }) => [name, source])))
      .digest('hex')
      .slice(0, 16))
  }

  /** Whether these templates have the same texts under the same names. */
  areIn(templates: TemplateSet): boolean {
    return [...this.#templates].every(({ name, origin, source }) => {
      try {
        // A template may extend the next one of its own name.
        const { chain } = templates.resolve(templates.get(name))
        return chain.some((template) => template.origin === origin && template.source === source)
      } catch {
        return false
      }
    })
  }
}
