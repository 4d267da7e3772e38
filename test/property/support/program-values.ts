import { type Row } from './member-parts.ts'
import { MixedBodies } from './mixed-bodies.ts'
import type { RandomModel } from './random-world.ts'

/** A variable of a program, by what it holds. Rows in arrays, Maps and Sets are never null. */
export type Variable =
  | { readonly kind: 'row'; readonly row: Row }
  | { readonly kind: 'rows' | 'set' | 'map'; readonly js: string; readonly model: RandomModel }
  | { readonly kind: 'text'; readonly js: string }
  /** `(row) => text` and `(row) => row or nothing`. */
  | { readonly kind: 'printer'; readonly js: string; readonly model: RandomModel }
  | { readonly kind: 'finder'; readonly js: string; readonly model: RandomModel; readonly to: RandomModel }

export type Many = Extract<Variable, { kind: 'rows' | 'set' | 'map' }>

/** The variables of a program and arrays of rows made from them. */
export class ProgramValues extends MixedBodies {
  variables: Variable[] = []

  rowOf(): Row {
    const rows = this.variables.filter((variable) => variable.kind === 'row')
    const one = this.random.pick(rows).row
    return this.random.chance(30) ? (this.relatedRow(one, (row) => ({ ...row, js: `(${row.js})` })) ?? one) : one
  }

  manyOf<K extends Many['kind']>(...kinds: K[]): (Many & { kind: K }) | undefined {
    const fitting = this.variables.filter((variable): variable is Many & { kind: K } => (kinds as string[]).includes(variable.kind))
    return fitting.length > 0 ? this.random.pick(fitting) : undefined
  }

  elementOf(model: RandomModel): Row {
    return { js: `x${this.names++}`, model, maybe: false }
  }

  /** An expression for an array of rows. */
  rowsOf(): { js: string; model: RandomModel } | undefined {
    return this.random.choose<{ js: string; model: RandomModel }>([
      [
        4,
        () => {
          const row = this.rowOf()
          return this.relation(row, true, (side) => ({
            js: row.maybe
              ? `[...(${row.js}?.${side.name} ?? [])]`
              : this.random.pick([
                  `[...${row.js}.${side.name}]`,
                  `Array.from(${row.js}.${side.name})`,
                  `${row.js}.${side.name}.map((x) => x)`,
                ]),
            model: this.target(side),
          }))
        },
      ],
      [
        2,
        () => {
          const many = this.manyOf('rows')
          if (!many) return undefined
          const x = this.elementOf(many.model)
          const js = this.random.pick([
            `${many.js}.filter((${x.js}) => ${this.test(x)})`,
            `${many.js}.toSorted((a, b) => ${this.order(many.model)})`,
            `${many.js}.slice(${this.random.int(0, 1)}, 3)`,
            `${many.js}.toReversed()`,
            `${many.js}.concat(${many.js})`,
            `[...${many.js}, ...${many.js}].flat()`,
            `${many.js}.reduce((all, x) => [...all, x], [])`,
            `${many.js}.flatMap((x) => [x])`,
            `(() => { const all = []; for (const x of ${many.js}) all.push(x); return all })()`,
            `[...(function* (list) { yield* list })(${many.js})]`,
            `[...(function* () { for (const x of ${many.js}) yield x })()]`,
            `Object.values({ ...${many.js} })`,
            `${many.js}.with(0, ${many.js}.at(-1)).filter(Boolean)`,
            `[${many.js}].map(([...list]) => list).at(0)`,
            `JSON.parse('[0]').flatMap(() => ${many.js})`,
          ])
          return { js, model: many.model }
        },
      ],
      [
        2,
        () => {
          const many = this.manyOf('rows')
          const x = many && this.elementOf(many.model)
          return x && this.relatedRow(x, (row) => ({ js: `${many.js}.map((${x.js}) => ${row.js}).filter((x) => x)`, model: row.model }))
        },
      ],
      [1, () => this.manyOf('set') && ((set) => ({ js: `[...${set.js}]`, model: set.model }))(this.manyOf('set')!)],
      [
        1,
        () =>
          this.manyOf('map') &&
          ((map) => ({
            js: this.random.pick([`[...${map.js}.values()]`, `Array.from(${map.js}, ([, x]) => x)`, `[...${map.js}].map((e) => e[1])`]),
            model: map.model,
          }))(this.manyOf('map')!),
      ],
    ])
  }
}
