import type { TemplatePart } from '../template/ast.ts'
import type { TemplateChoice } from './template-world.ts'
import { flowValue } from './value-operations.ts'
import type { Value } from './value.ts'

/** How deep a self-including template is followed before its next level is tied to the one above. */
const unrolledIncludes = 2

interface Activation {
  readonly template: TemplateChoice | TemplatePart
  readonly names: ReadonlyMap<string, Value>
  /** Those of the names that are read in it. */
  readonly read: Set<string>
  /** What the names stand for one level below, where that is not followed. */
  readonly below: ReadonlyMap<string, Value>[]
}

/** The included templates that are being analysed, each within the one before it. */
export class Activations {
  readonly #running: Activation[] = []

  get isEmpty(): boolean {
    return this.#running.length === 0
  }

  /**
   * A template that includes itself: from the second level on, the names that it reads are also read as those of the level
   * above. A name that it binds before it reads it still stands, where it includes itself, for what the level above had bound.
   */
  follow(template: TemplateChoice | TemplatePart, names: ReadonlyMap<string, Value>, visit: () => void): void {
    const same = this.#running.filter((activation) => activation.template === template)
    if (same.length >= unrolledIncludes) {
      same.at(-1)!.below.push(names)
      return
    }
    const activation: Activation = { template, names, read: new Set(), below: [] }
    this.#running.push(activation)
    try {
      visit()
    } finally {
      this.#running.pop()
      for (const below of activation.below) tie(activation, below)
    }
  }

  noteRead(name: string, value: Value): void {
    for (const { names, read } of this.#running) {
      const outer = names.get(name)
      if (!outer) continue
      const isOuter = value === outer || (value.kind === 'node' && outer.kind === 'node' && value.node === outer.node)
      // What one branch binds is read together with what the name stood for.
      if (isOuter || value.kind === 'union') read.add(name)
    }
  }
}

function tie({ names, read }: Activation, below: ReadonlyMap<string, Value>): void {
  for (const name of read) {
    const now = below.get(name)
    if (now) flowValue(now, names.get(name)!)
  }
}
