import { union } from './value-operations.ts'
import { scalar, type Value } from './value.ts'

/** Where the keys of a Map made by the code stand, beside its values. */
export const mapKeyPart = '#key'

/** One variable. Scopes say which name is which cell, the state says what each cell holds at this point of the code. */
export class Cell {
  readonly name: string
  constructor(name: string) {
    this.name = name
  }
}

export class Scope {
  readonly #cells = new Map<string, Cell>()
  readonly parent: Scope | null
  /** Of a function: its `var` variables are here, in whatever block they are declared. */
  readonly #isFunction: boolean

  constructor(parent: Scope | null, isFunction = false) {
    this.parent = parent
    this.#isFunction = isFunction
  }

  declare(name: string): Cell {
    const cell = new Cell(name)
    this.#cells.set(name, cell)
    return cell
  }

  /** The one variable of a function that all its `var name` declare. */
  declareVar(name: string): Cell {
    if (!this.#isFunction && this.parent) return this.parent.declareVar(name)
    return this.#cells.get(name) ?? this.declare(name)
  }

  find(name: string): Cell | undefined {
    return this.#cells.get(name) ?? this.parent?.find(name)
  }
}

/** How a pattern binds its names: to new variables, to those of the function, or to existing ones. */
export type Binding = 'let' | 'var' | 'assign'

/** What the variables hold; copied where code branches and joined after, since `if (c.parent) c = c.parent` matters. */
export class State {
  readonly #values: Map<Cell, Value>

  constructor(values: Map<Cell, Value> = new Map()) {
    this.#values = values
  }

  get(cell: Cell): Value {
    return this.#values.get(cell) ?? scalar
  }

  set(cell: Cell, value: Value): void {
    this.#values.set(cell, value)
  }

  copy(): State {
    return new State(new Map(this.#values))
  }

  /** Cells that hold another value than in `before`, of those that `before` has. */
  changedSince(before: State): Cell[] {
    return [...before.#values.keys()].filter((cell) => this.get(cell) !== before.get(cell))
  }

  static join(first: State, ...others: readonly State[]): State {
    return others.reduce((a, b) => State.#joinTwo(a, b), first)
  }

  static #joinTwo(a: State, b: State): State {
    const values = new Map<Cell, Value>()
    for (const cell of new Set([...a.#values.keys(), ...b.#values.keys()])) {
      const left = a.#values.get(cell)
      const right = b.#values.get(cell)
      values.set(cell, left === right ? left! : union([left ?? scalar, right ?? scalar]))
    }
    return new State(values)
  }
}

/** A statement that `break` leaves and `continue` goes on with, and what the variables held at each of them. */
export interface Jump {
  readonly kind: 'loop' | 'switch' | 'block'
  readonly labels: readonly string[]
  readonly breaks: State[]
  readonly continues: State[]
}

/** What may have happened in a `try` block where it failed. */
export class Attempt {
  readonly thrown: Value[] = []
  readonly #assigned = new Map<Cell, Value[]>()

  assigned(cell: Cell, value: Value): void {
    const values = this.#assigned.get(cell)
    if (values) values.push(value)
    else this.#assigned.set(cell, [value])
  }

  /** An error may leave the variables as they were at any point between. */
  state(before: State, after: State): State {
    const state = State.join(before, after)
    for (const [cell, values] of this.#assigned) state.set(cell, union([state.get(cell), ...values]))
    return state
  }
}
