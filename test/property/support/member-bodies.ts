import { type Body, entity, type Row, type Rows, scalar } from './member-parts.ts'
import { ProgramBodies } from './program-bodies.ts'
import type { ResultType } from './random-world.ts'

/** Bodies of getters and methods. */
export class MemberBodies extends ProgramBodies {
  body(): Body {
    const { self } = this
    return this.random.choose<Body>([
      [3, () => scalar(`return ${this.text(self)}`)],
      [4, () => this.program()],
      [2, () => this.relatedRow(self, (row) => ({ js: `return ${row.js}`, result: entity(row) }))],
      [3, () => this.listBody((rows) => scalar(`return ${this.#summary(rows)}`))],
      [2, () => this.listBody((rows) => ({ js: `return ${this.#arrayOf(rows)}`, result: { kind: 'array', model: rows.model.name } }))],
      [
        1,
        () =>
          this.listBody((rows) =>
            rows.isRelation ? { js: `return ${rows.js}`, result: { kind: 'list', model: rows.model.name } } : undefined,
          ),
      ],
      [2, () => this.listBody((rows) => this.#loop(rows))],
      [2, () => this.listBody((rows) => this.#collect(rows))],
      [2, () => this.#branches()],
      [2, () => this.#upwards()],
      [2, () => this.#identity()],
      [1, () => this.#destructuring()],
      [1, () => this.#functions()],
      [2, () => this.#pickOne()],
    ])!
  }

  /** One value of many rows. */
  #summary(rows: Rows): string {
    const row = this.element(rows)
    const { js } = rows
    return this.random.choose<string>([
      [3, () => `[...${js}].map((${row.js}) => ${this.text(row)}).join(',')`],
      [2, () => `[...${js}].filter((${row.js}) => ${this.test(row)}).length`],
      [1, () => `[...${js}].reduce((sum, ${row.js}) => sum + ${this.text(row)}, '')`],
      [1, () => `[...${js}].some((${row.js}) => ${this.test(row)}) ? 'some' : 'none'`],
      [1, () => `Array.from(${js}, (${row.js}) => ${this.text(row)}).toSorted().join('|')`],
      [1, () => `[...${js}].flatMap((${row.js}) => [${this.text(row)}, ${this.text(row)}]).join(' ')`],
      [1, () => `[...${js}].at(-1)?${this.read(rows.model, 'name')} ?? 'last'`],
      [1, () => `${js}[0]?${this.read(rows.model, 'name')} ?? 'first'`],
      [1, () => (rows.isRelation ? `${js}.length > 1 ? 'many' : String(${js}.length)` : undefined)],
      [1, () => (rows.isRelation ? `[...${js}.slice(0, 2)].map((${row.js}) => ${this.text(row)}).join(';')` : undefined)],
      [1, () => (rows.isRelation ? `${js}.map((${row.js}) => ${this.text(row)}).join('+')` : undefined)],
      [1, () => `${this.readText(rows.model)}[...${js}.entries()].map(([i, ${row.js}]) => i + ${this.text(row)}).join(' ')`],
      [
        1,
        () =>
          `Object.values(Object.groupBy([...${js}], (${row.js}) => ${this.text(row)})).map((group) => group.length + ':' + group.map((${row.js}) => ${this.text(row)}).join('')).join(' ')`,
      ],
    ])!
  }

  /** An array of the same or of fewer rows. */
  #arrayOf(rows: Rows): string {
    const row = this.element(rows)
    const { js } = rows
    return this.random.choose<string>([
      [2, () => `[...${js}].filter((${row.js}) => ${this.test(row)})`],
      [2, () => `[...${js}].toSorted((a, b) => ${this.order(rows.model)})`],
      [1, () => `[...${js}].slice(${this.random.int(0, 2)})`],
      [1, () => `[...${js}].reverse()`],
      [1, () => `[...${js}, ...${js}]`],
      [1, () => `[...new Set(${js})]`],
      [1, () => `Array.from(${js})`],
    ])!
  }

  #loop(rows: Rows): Body {
    const row = this.element(rows)
    const { js } = rows
    return this.random.choose<Body>([
      [
        2,
        () =>
          scalar(`let out = ''; for (const ${row.js} of ${js}) { if (${this.test(row)}) continue; out += ${this.text(row)} } return out`),
      ],
      [2, () => scalar(`const out = []; for (const ${row.js} of ${js}) { out.push(${this.text(row)}) } return out.join('.')`)],
      [1, () => scalar(`const out = []; ${js}.forEach((${row.js}) => { out.push(${this.text(row)}) }); return out.join('.')`)],
      [
        1,
        () => ({
          js: `let best = null; for (const ${row.js} of ${js}) { if (best === null || String(${row.js}${this.read(rows.model, 'name')}) > String(best${this.read(rows.model, 'name')})) best = ${row.js} } return best`,
          result: { kind: 'entity', model: rows.model.name },
        }),
      ],
      [
        1,
        () =>
          scalar(
            `let i = 0; let out = ''; const list = [...${js}]; while (i < list.length) { const ${row.js} = list[i]; out += ${this.text(row)}; i++ } return out`,
          ),
      ],
    ])!
  }

  /** Arrays, Maps and objects filled by the code. */
  #collect(rows: Rows): Body {
    const row = this.element(rows)
    const { js, model } = rows
    const result: ResultType = { kind: 'array', model: model.name }
    return this.random.choose<Body>([
      [
        2,
        () => ({ js: `const out = []; for (const ${row.js} of ${js}) { if (${this.test(row)}) out.push(${row.js}) } return out`, result }),
      ],
      [
        1,
        () => ({
          js: `const out = new Map(); for (const ${row.js} of ${js}) out.set(${this.text(row)}, ${row.js}); return [...out.values()]`,
          result,
        }),
      ],
      [
        1,
        () => ({
          js: `const out = {}; for (const ${row.js} of ${js}) out[${this.text(row)}] = ${row.js}; return Object.values(out)`,
          result,
        }),
      ],
      [1, () => ({ js: `const out = new Set(); for (const ${row.js} of ${js}) out.add(${row.js}); return [...out]`, result })],
      [
        1,
        () =>
          scalar(
            `const out = {}; for (const ${row.js} of ${js}) (out[${this.text(row)}] ??= []).push(${row.js}); return Object.entries(out).map(([key, list]) => key + list.map((${row.js}) => ${this.text(row)}).join('')).join(' ')`,
          ),
      ],
      [
        1,
        () =>
          scalar(
            `const map = new Map([...${js}].map((${row.js}) => [${row.js}${this.read(model, 'id')}, ${row.js}])); return map.get(1)?${this.read(model, 'name')} ?? 'no 1'`,
          ),
      ],
      [
        1,
        () =>
          this.relatedRow(row, (related) => ({
            js: `const out = []; for (const ${row.js} of ${js}) { const other = ${related.js}; if (other) out.push(other) } return out`,
            result: { kind: 'array', model: related.model.name },
          })),
      ],
      [
        1,
        () =>
          scalar(
            `const out = [...${js}].map((${row.js}) => ({ row: ${row.js}, key: ${this.text(row)} })); return out.map(({ row: ${row.js}, key }) => key + ${this.text(row)}).join(' ')`,
          ),
      ],
    ])!
  }

  #branches(): Body | undefined {
    const { self } = this
    return this.random.choose<Body>([
      [1, () => scalar(`if (${this.test(self)}) { return ${this.text(self)} } else { return ${this.text(self)} }`)],
      [
        1,
        () =>
          scalar(
            `switch (${this.text(self)}) { case 'a': return ${this.text(self)}; case '': return 'empty'; default: return ${this.text(self)} }`,
          ),
      ],
      [1, () => scalar(`return ${this.test(self)} ? ${this.text(self)} : ${this.text(self)}`)],
      [1, () => scalar(`try { return ${this.text(self)} } catch { return 'failed' }`)],
      [
        2,
        () =>
          this.relatedRow(self, (row) =>
            scalar(`const row = ${row.js}; if (!row) return 'none'; return ${this.text({ ...row, js: 'row', maybe: false })}`),
          ),
      ],
      [
        1,
        () =>
          this.relatedRow(self, (row) =>
            row.model === self.model
              ? { js: `let row = this; if (${this.test(self)}) row = ${row.js} ?? this; return row`, result: entity(row) }
              : undefined,
          ),
      ],
    ])
  }

  /** `while (row.parent) row = row.parent` */
  #upwards(): Body | undefined {
    const up = this.self.model.sides.filter((side) => !side.many && side.ends && side.name.startsWith('parent'))
    if (up.length === 0) return undefined
    const { name } = this.random.pick(up)
    const row: Row = { js: 'row', model: this.self.model, maybe: false }
    return this.random.choose<Body>([
      [2, () => ({ js: `let row = this; while (row.${name}) row = row.${name}; return row`, result: entity(this.self) })],
      [1, () => scalar(`let out = ''; for (let row = this; row; row = row.${name}) out += ${this.text(row)} + '>'; return out`)],
      [
        1,
        () => ({
          js: `const out = []; let row = this.${name}; while (row) { out.unshift(row); row = row.${name} } return out`,
          result: { kind: 'array', model: this.self.model.name },
        }),
      ],
    ])
  }

  /** Whether one row is the same as another: an ORM has one object for each. */
  #identity(): Body | undefined {
    return this.relatedRow(this.self, (one) =>
      this.random.choose<Body>([
        [
          1,
          () =>
            this.relatedRow(this.self, (two) =>
              one.model === two.model ? scalar(`return ${one.js} === ${two.js} ? 'same' : 'other'`) : undefined,
            ),
        ],
        [
          1,
          () =>
            this.listBody((rows) =>
              rows.model === one.model ? scalar(`return [...${rows.js}].includes(${one.js}) ? 'in' : 'out'`) : undefined,
            ),
        ],
        [1, () => this.listBody((rows) => (rows.model === one.model ? scalar(`return [...${rows.js}].indexOf(${one.js})`) : undefined))],
        [
          1,
          () =>
            this.listBody((rows) => {
              const row = this.element(rows)
              return this.relatedRow(row, (two) => scalar(`return new Set([...${rows.js}].map((${row.js}) => ${two.js})).size`))
            }),
        ],
        [
          1,
          () =>
            this.listBody((rows) => {
              const row = this.element(rows)
              return this.relatedRow(row, (two) =>
                two.model === this.self.model
                  ? scalar(`return [...${rows.js}].filter((${row.js}) => ${two.js} === this).length`)
                  : undefined,
              )
            }),
        ],
      ]),
    )
  }

  #destructuring(): Body | undefined {
    const { model } = this.self
    const field = this.random.pick(Object.keys(model.fields))
    this.read(model, field)
    const printed = model.fields[field]!.type === 'bigint' ? 'String(own)' : 'JSON.stringify(own)'
    return this.random.choose<Body>([
      [
        2,
        () =>
          this.relation(this.self, false, (side) => {
            const row: Row = { js: 'other', model: this.target(side), maybe: side.nullable }
            return scalar(`const { ${field}: own, ${side.name}: other } = this; return ${printed} + ${this.text(row)}`)
          }),
      ],
      [
        1,
        () =>
          this.relation(this.self, true, (side) => {
            const row: Row = { js: 'first', model: this.target(side), maybe: true }
            return scalar(`const [first] = this.${side.name}; return ${this.text(row)}`)
          }),
      ],
      [
        1,
        () =>
          this.relation(this.self, true, (side) => {
            const row: Row = { js: 'row', model: this.target(side), maybe: false }
            return scalar(`const [, ...rest] = this.${side.name}; return rest.map((row) => ${this.text(row)}).join('')`)
          }),
      ],
    ])
  }

  #functions(): Body | undefined {
    return this.listBody((rows) => {
      const row = this.element(rows)
      return this.random.choose<Body>([
        [1, () => scalar(`const f = (${row.js}) => ${this.text(row)}; return [...${rows.js}].map(f).join('')`)],
        [
          1,
          () =>
            scalar(`function f(${row.js}) { return ${this.text(row)} } let out = ''; for (const x of ${rows.js}) out += f(x); return out`),
        ],
        [1, () => scalar(`const f = () => ${this.text(this.self)}; return f() + f()`)],
        [
          1,
          () =>
            scalar(
              `const each = function* (list) { for (const ${row.js} of list) yield ${this.text(row)} }; return [...each(${rows.js})].join('')`,
            ),
        ],
      ])
    })
  }

  /** One of several rows, or none. */
  #pickOne(): Body | undefined {
    return this.relatedRow(this.self, (one) =>
      this.random.choose<Body>([
        [
          2,
          () =>
            this.relatedRow(this.self, (two) =>
              one.model === two.model ? { js: `return ${one.js} ?? ${two.js}`, result: entity(one) } : undefined,
            ),
        ],
        [1, () => ({ js: `return ${this.test(this.self)} ? ${one.js} : null`, result: entity(one) })],
        [
          2,
          () =>
            this.listBody((rows) => {
              const row = this.element(rows)
              return {
                js: `return [...${rows.js}].find((${row.js}) => ${this.test(row)}) ?? null`,
                result: { kind: 'entity', model: rows.model.name },
              }
            }),
        ],
      ]),
    )
  }
}
