import type { LateLine } from './code-writer.ts'
import type { LoopCode } from './scope.ts'
import type { UnitCode } from './unit-code.ts'

/** The variables of a unit that remember something while it runs. */
export class StateVariables {
  readonly #unit: UnitCode
  readonly #temporary: () => string
  readonly #ofLoops = new Map<LoopCode, Map<object, string>>()
  #own = new Map<object, string>()

  constructor(unit: UnitCode, temporary: () => string) {
    this.#unit = unit
    this.#temporary = temporary
  }

  /** A variable of the whole function, the same for the same key. */
  of(key: object): string {
    let name = this.#own.get(key)
    if (name === undefined) this.#own.set(key, (name = this.#temporary()))
    return name
  }

  /** A variable that is new each time the loop runs. */
  ofLoop(loop: LoopCode, key: object): string {
    let states = this.#ofLoops.get(loop)
    if (!states) this.#ofLoops.set(loop, (states = new Map()))
    let name = states.get(key)
    if (name === undefined) {
      name = this.#unit.name('s')
      loop.start.parts.push(`let ${name};`)
      states.set(key, name)
    }
    return name
  }

  /** What `emit` emits remembers nothing of the last time: `start` is before it. */
  anew(start: LateLine, emit: () => void): void {
    const outer = this.#own
    this.#own = new Map()
    emit()
    for (const name of this.#own.values()) start.parts.push(`${name}=void 0;`)
    this.#own = outer
  }
}
