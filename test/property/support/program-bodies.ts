import { type Body, entity, type Row, scalar } from './member-parts.ts'
import { type Many, ProgramValues, type Variable } from './program-values.ts'
import type { RandomModel, ResultType, Side } from './random-world.ts'

/** Bodies of several statements with variables, functions, loops and branches, put together at random. */
export class ProgramBodies extends ProgramValues {
  readonly #touched = new Set<RandomModel>()

  override target(side: Side): RandomModel {
    const model = super.target(side)
    this.#touched.add(model)
    return model
  }

  override model(result: ResultType): RandomModel {
    const model = super.model(result)
    this.#touched.add(model)
    return model
  }

  program(): Body {
    this.variables = [{ kind: 'row', row: this.self }]
    this.#touched.add(this.self.model)
    const statements = this.random.times(2, 5, () => this.#statement(0))
    const many = this.manyOf('rows')
    const found = this.variables.filter((variable) => variable.kind === 'row' && variable.row !== this.self)
    // A program may do what only whole rows are enough for, with rows of the models that it came to.
    for (const model of this.#touched) for (const field of Object.keys(model.fields)) this.read(model, field)
    const start = `const out = []; ${statements.join('; ')}; `
    if (many && this.random.chance(20)) {
      const { js, model } = many
      return { js: `${start}return ${js}`, result: { kind: 'array', model: model.name } }
    }
    if (found.length > 0 && this.random.chance(20)) {
      const { row } = this.random.pick(found) as { row: Row }
      return { js: `${start}return ${row.js} ?? null`, result: entity(row) }
    }
    return scalar(`${start}return out.join('|')`)
  }

  #statement(depth: number): string {
    return this.random.choose<string>([
      [3, () => this.#declareRow()],
      [3, () => this.#declareRows()],
      [2, () => this.#declareFunction()],
      [2, () => this.#declareContainer()],
      [2, () => this.#takeApart()],
      [1, () => this.#declareText()],
      [3, () => `out.push(${this.#print()})`],
      [depth < 2 ? 2 : 0, () => this.#branch(depth)],
      [depth < 2 ? 3 : 0, () => this.#loop(depth)],
      [1, () => this.#reassign()],
      [1, () => this.#constantKey()],
    ])!
  }

  /** What statements in a block declare is not known after it. */
  #block(depth: number, ...own: Variable[]): string {
    const outer = this.variables
    this.variables = [...outer, ...own]
    const statements = this.random.times(1, 2, () => this.#statement(depth + 1))
    this.variables = outer
    return statements.join('; ')
  }

  #declare(variable: (name: string) => Variable, js: string, keyword = 'const'): string {
    const name = `v${this.names++}`
    this.variables = [...this.variables, variable(name)]
    return `${keyword} ${name} = ${js}`
  }

  #declareRow(): string | undefined {
    return this.random.choose<string>([
      [3, () => this.relatedRow(this.rowOf(), (row) => this.#declare((js) => ({ kind: 'row', row: { ...row, js, maybe: true } }), row.js))],
      [
        2,
        () => {
          const many = this.manyOf('rows')
          if (!many) return undefined
          const x = this.elementOf(many.model)
          const js = this.random.pick([
            `${many.js}[0]`,
            `${many.js}.at(-1)`,
            `${many.js}.find((${x.js}) => ${this.test(x)})`,
            `${many.js}.findLast((${x.js}) => ${this.test(x)}) ?? null`,
            `[...${many.js}].pop()`,
            `[...${many.js}].shift() || undefined`,
            `${many.js}[${many.js}.length - 1]`,
            `${many.js}.reduce((a, b) => (a && a${this.read(many.model, 'id')} > b.id ? a : b), undefined)`,
            `(${many.js}.length, ${many.js}?.[1])`,
            `((a, b = a) => b)(${many.js}[0])`,
            `(({ list: [first] }) => first)({ list: ${many.js} })`,
            `{ deep: [{ one: ${many.js}[0] }] }.deep[0].one`.replace(/^/, '(').replace('}.deep', '}).deep'),
            `((...all) => all[0])(...${many.js})`,
            `Object.assign({}, { one: ${many.js}[0] }).one`,
          ])
          return this.#declare((name) => ({ kind: 'row', row: { js: name, model: many.model, maybe: true } }), js)
        },
      ],
      [
        1,
        () => {
          const map = this.manyOf('map')
          const row = this.rowOf()
          return (
            map &&
            this.#declare((name) => ({ kind: 'row', row: { js: name, model: map.model, maybe: true } }), `${map.js}.get(${this.text(row)})`)
          )
        },
      ],
      [
        1,
        () => {
          const finders = this.variables.filter((variable) => variable.kind === 'finder')
          if (finders.length === 0) return undefined
          const finder = this.random.pick(finders)
          const row = this.variables.find((variable) => variable.kind === 'row' && variable.row.model === finder.model) as
            | { row: Row }
            | undefined
          return (
            row &&
            this.#declare(
              (name) => ({ kind: 'row', row: { js: name, model: finder.to, maybe: true } }),
              this.random.pick([
                `${finder.js}(${row.row.js})`,
                `${finder.js}.call(null, ${row.row.js})`,
                `[${row.row.js}].map(${finder.js})[0]`,
                `${finder.js}.bind(null, ${row.row.js})()`,
                `${finder.js}.apply(this, [${row.row.js}])`,
              ]),
            )
          )
        },
      ],
      [
        1,
        () => {
          const [one, two] = [this.rowOf(), this.rowOf()]
          if (one.model !== two.model) return undefined
          return this.#declare(
            (name) => ({ kind: 'row', row: { js: name, model: one.model, maybe: true } }),
            this.random.pick([
              `${one.js} ?? ${two.js}`,
              `${this.test(one)} ? ${one.js} : ${two.js}`,
              `${this.test(one)} && ${two.js} || null`,
              `[${one.js}, ${two.js}][1]`,
            ]),
          )
        },
      ],
    ])
  }

  #declareRows(): string | undefined {
    const rows = this.rowsOf()
    return rows && this.#declare((js) => ({ kind: 'rows', js, model: rows.model }), rows.js, this.random.pick(['const', 'let']))
  }

  #declareText(): string {
    return this.#declare((js) => ({ kind: 'text', js }), this.text(this.rowOf()))
  }

  #declareFunction(): string | undefined {
    const model = this.random.pick([...this.models.values()])
    const x: Row = { js: 'x', model, maybe: true }
    const form = (body: string): string =>
      this.random.pick([
        `(x) => ${body}`,
        `(x) => { return ${body} }`,
        `function (x) { return ${body} }`,
        `function inner(x, again = true) { return again ? inner(x, false) : ${body} }`,
        `((y) => (x = y) => ${body})(null)`,
        `{ run: (x) => ${body} }.run`.replace(/^/, '(').replace('}.run', '}).run'),
        `({ run(x) { return ${body} } }).run`,
        `async => (x) => ${body}`.replace('async =>', '(() =>').replace(/$/, ')()'),
      ])
    return this.random.choose<string>([
      [2, () => this.#declare((js) => ({ kind: 'printer', js, model }), form(this.text(x)))],
      [2, () => this.relatedRow(x, (row) => this.#declare((js) => ({ kind: 'finder', js, model, to: row.model }), form(row.js)))],
      [1, () => this.#declare((js) => ({ kind: 'printer', js, model }), form(`${this.text(x)} + ${this.text(this.#captured())}`))],
    ])
  }

  /** A row of the outer code, as functions without a `this` of their own may read it. */
  #captured(): Row {
    const rows = this.variables.filter((variable) => variable.kind === 'row' && variable.row !== this.self)
    return rows.length > 0 ? (this.random.pick(rows) as { row: Row }).row : { js: '(null)', model: this.self.model, maybe: true }
  }

  #declareContainer(): string | undefined {
    const rows = this.rowsOf()
    if (!rows) return undefined
    const x = this.elementOf(rows.model)
    return this.random.choose<string>([
      [
        1,
        () =>
          this.#declare(
            (js) => ({ kind: 'set', js, model: rows.model }),
            this.random.pick([`new Set(${rows.js})`, `${rows.js}.reduce((set, x) => set.add(x), new Set())`]),
          ),
      ],
      [
        2,
        () =>
          this.#declare(
            (js) => ({ kind: 'map', js, model: rows.model }),
            this.random.pick([
              `new Map(${rows.js}.map((${x.js}) => [${this.text(x)}, ${x.js}]))`,
              `${rows.js}.reduce((map, ${x.js}) => map.set(${this.text(x)}, ${x.js}), new Map())`,
              `new Map(Object.entries(Object.fromEntries(${rows.js}.map((${x.js}) => [${this.text(x)}, ${x.js}]))))`,
              `new Map([...Map.groupBy(${rows.js}, (${x.js}) => ${this.text(x)})].map(([key, [first]]) => [key, first]))`,
            ]),
          ),
      ],
    ])
  }

  /** Destructuring of rows, arrays and objects, with defaults, other names and rests. */
  #takeApart(): string | undefined {
    return this.random.choose<string>([
      [
        2,
        () => {
          const row = this.rowOf()
          return this.relation(row, false, (side) => {
            const name = `v${this.names++}`
            this.variables = [...this.variables, { kind: 'row', row: { js: name, model: this.target(side), maybe: true } }]
            return this.random.pick([
              `const { ${side.name}: ${name} } = ${row.js}${row.maybe ? ' ?? {}' : ''}`,
              `const { ${side.name}: ${name} = null } = ${row.js}${row.maybe ? ' || {}' : ''}`,
              `let ${name}; ({ ${side.name}: ${name} } = ${row.js}${row.maybe ? ' ?? {}' : ''})`,
              `const { ['${side.name}']: ${name} } = ${row.js}${row.maybe ? ' ?? {}' : ''}`,
              `const [{ ${side.name}: ${name} } = {}] = [${row.js}${row.maybe ? ' ?? undefined' : ''}]`,
            ])
          })
        },
      ],
      [
        2,
        () => {
          const many = this.manyOf('rows')
          if (!many) return undefined
          const [first, rest] = [`v${this.names++}`, `v${this.names++}`]
          this.variables = [
            ...this.variables,
            { kind: 'row', row: { js: first, model: many.model, maybe: true } },
            { kind: 'rows', js: rest, model: many.model },
          ]
          return this.random.pick([
            `const [${first}, ...${rest}] = ${many.js}`,
            `const [, ${first} = null, ...${rest}] = ${many.js}`,
            `const { 0: ${first}, list: ${rest} } = { 0: ${many.js}[0], list: ${many.js} }`,
          ])
        },
      ],
    ])
  }

  #print(): string {
    return this.random.choose<string>([
      [3, () => this.text(this.rowOf())],
      [1, () => ((text) => (text ? text.js : undefined))(this.variables.find((variable) => variable.kind === 'text'))],
      [
        2,
        () => {
          const many = this.manyOf('rows', 'set')
          if (!many) return undefined
          const x = this.elementOf(many.model)
          return this.random.pick([
            `[...${many.js}].map((${x.js}) => ${this.text(x)}).join()`,
            `Array.from(${many.js}, (${x.js}, i) => i + ${this.text(x)}).join('')`,
          ])
        },
      ],
      [
        2,
        () => {
          const printers = this.variables.filter((variable) => variable.kind === 'printer')
          if (printers.length === 0) return undefined
          const printer = this.random.pick(printers)
          const many = this.variables.find((variable) => variable.kind === 'rows' && variable.model === printer.model) as Many | undefined
          if (many) return this.random.pick([`${many.js}.map(${printer.js}).join()`, `${many.js}.map((x) => ${printer.js}(x)).join()`])
          const row = this.variables.find((variable) => variable.kind === 'row' && variable.row.model === printer.model) as
            | { row: Row }
            | undefined
          return (
            row &&
            this.random.pick([
              `${printer.js}(${row.row.js})`,
              `${printer.js}.call(this, ${row.row.js})`,
              `(${printer.js})?.(${row.row.js})`,
              `[${printer.js}].map((f) => f(${row.row.js}))[0]`,
            ])
          )
        },
      ],
      [1, () => this.manyOf('map') && `${this.manyOf('map')!.js}.size`],
    ])!
  }

  #branch(depth: number): string {
    const test = this.test(this.rowOf())
    return this.random.pick([
      () => `if (${test}) { ${this.#block(depth)} } else { ${this.#block(depth)} }`,
      () => `try { ${this.#block(depth)} } catch (error) { out.push('failed') } finally { ${this.#block(depth)} }`,
      () =>
        `switch (${this.text(this.rowOf())}) { case 'a': { ${this.#block(depth)}; break } case 'Ada': default: { ${this.#block(depth)} } }`,
      () => `const done${this.names} = (() => { if (${test}) return; ${this.#block(depth)} })()`,
    ])()
  }

  #loop(depth: number): string | undefined {
    const rows = this.rowsOf()
    if (!rows) return undefined
    const x = this.elementOf(rows.model)
    const n = this.names++
    const own: Variable = { kind: 'row', row: x }
    return this.random.pick([
      () => `for (const ${x.js} of ${rows.js}) { ${this.#block(depth, own)} }`,
      () => `for (const [i${n}, ${x.js}] of ${rows.js}.entries()) { out.push(i${n}); ${this.#block(depth, own)} }`,
      () =>
        `loop${n}: for (const ${x.js} of ${rows.js}) { for (const j of [1, 2]) { if (${this.test(x)}) continue loop${n}; if (j > 1) break loop${n} } ${this.#block(depth, own)} }`,
      () => `for (let i = 0, list = ${rows.js}; i < list.length; i++) { const ${x.js} = list[i]; ${this.#block(depth, own)} }`,
      () =>
        `const list${n} = ${rows.js}; do { const ${x.js} = list${n}.pop(); if (!${x.js}) break; ${this.#block(depth, own)} } while (list${n}.length > 0)`,
      () => `${rows.js}.forEach((${x.js}) => { ${this.#block(depth, own)} })`,
      () => `for (const i in ${rows.js}) { out.push(i) }`,
      () =>
        `const each${n} = ${rows.js}[Symbol.iterator](); for (let next = each${n}.next(); !next.done; next = each${n}.next()) { const ${x.js} = next.value; ${this.#block(depth, own)} }`,
    ])()
  }

  /** A variable that is another row after a loop or a branch. */
  #reassign(): string | undefined {
    const many = this.manyOf('rows')
    if (!many) return undefined
    const x = this.elementOf(many.model)
    const name = `v${this.names++}`
    this.variables = [...this.variables, { kind: 'row', row: { js: name, model: many.model, maybe: true } }]
    return this.random.pick([
      `let ${name} = null; for (const ${x.js} of ${many.js}) if (${this.test(x)}) ${name} = ${x.js}`,
      `let ${name}; ${many.js}.forEach((${x.js}) => { ${name} ??= ${x.js} })`,
      `let ${name} = ${many.js}[0]; if (${many.js}.length > 1) [${name}] = ${many.js}.slice(1)`,
      `let ${name}; const set${name} = (value) => { ${name} = value }; for (const ${x.js} of ${many.js}) set${name}(${x.js})`,
      `let ${name} = undefined; try { ${name} = ${many.js}[0]; null.x } catch { ${name} ??= null }`,
    ])
  }

  /** Names that stand in variables and lists, as long as the code says them. */
  #constantKey(): string {
    const row = this.rowOf()
    const names = this.random.times(1, 2, () => this.random.pick(Object.keys(row.model.fields)))
    for (const name of names) this.read(row.model, name)
    const [first] = names
    const value = `${row.js}${row.maybe ? '?.' : ''}[key]`
    const list = JSON.stringify(names)
    return this.random.pick([
      `{ const key = '${first}'; out.push(String(${value})) }`,
      `for (const key of ${list}) out.push(String(${value}))`,
      `out.push(${list}.map((key) => String(${value})).join())`,
      `{ const pick = (key) => ${value}; out.push(String(pick('${first}'))) }`,
    ])
  }
}
