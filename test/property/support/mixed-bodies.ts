import { type Body, MemberParts, type Rows, scalar } from './member-parts.ts'
import type { ResultType } from './random-world.ts'

/** Bodies in less common forms. */
export class MixedBodies extends MemberParts {
  /** What code of applications looks like, in less common forms. */
  mixed(rows: Rows): Body {
    const row = this.element(rows)
    const { js } = rows
    const array: ResultType = { kind: 'array', model: rows.model.name }
    return this.random.choose<Body>([
      [
        1,
        () =>
          scalar(
            `const groups = Map.groupBy([...${js}], (${row.js}) => ${this.text(row)}); return [...groups].map(([key, list]) => key + list.map((${row.js}) => ${this.text(row)}).join('')).join(' ')`,
          ),
      ],
      [
        1,
        () =>
          scalar(
            `const groups = new Map(); for (const ${row.js} of ${js}) { const key = ${this.text(row)}; if (!groups.has(key)) groups.set(key, []); groups.get(key).push(${row.js}) } return [...groups.values()].map((list) => list.map((${row.js}) => ${this.text(row)}).join('')).join('|')`,
          ),
      ],
      [
        1,
        () => ({ js: `const list = [...${js}]; list.sort((a, b) => ${this.order(rows.model)}); return list.slice(0, 2)`, result: array }),
      ],
      [
        1,
        () => ({ js: `const list = [...${js}]; const out = []; while (list.length > 0) out.push(list.pop()); return out`, result: array }),
      ],
      [1, () => ({ js: `return [...${js}].filter((${row.js}) => ${this.test(row)}).concat([...${js}]).slice(0, 3)`, result: array })],
      [
        1,
        () => ({ js: `const [first = null, ...rest] = [...${js}]; return rest.length > 0 ? rest : first ? [first] : []`, result: array }),
      ],
      [
        1,
        () =>
          scalar(
            `const self = this; const label = function (${row.js}, before = '') { return before + ${this.text({ ...this.self, js: 'self' })} + ${this.text(row)} }; return [...${js}].map((${row.js}, i) => label(${row.js}, String(i))).join()`,
          ),
      ],
      [
        1,
        () =>
          scalar(
            `const join = (...parts) => parts.join('-'); return [...${js}].map((${row.js}) => join(${this.text(row)}, ${this.text(row)})).join()`,
          ),
      ],
      [
        1,
        () =>
          scalar(
            `let count = 0; const check = (${row.js}) => { if (${this.test(row)}) count++; return count }; [...${js}].every((${row.js}) => check(${row.js}) < 9); return count`,
          ),
      ],
      [
        1,
        () =>
          scalar(
            `const best = [...${js}].reduce((a, b) => (a && a${this.read(rows.model, 'name')} > b.name ? a : b), null); return best?.name ?? 'none'`,
          ),
      ],
      [
        1,
        () =>
          scalar(
            `let out = ''; for (let i = 0; i < Math.min([...${js}].length, 2); i++) { const ${row.js} = [...${js}][i]; switch (${this.text(row)}) { case 'a': out += 1; break; default: out += ${this.text(row)} } } return out`,
          ),
      ],
      [
        1,
        () =>
          scalar(
            `const rows = { list: [...${js}], get first() { return this.list[0] } }; return rows.list.map((${row.js}) => ${this.text(row)}).join() + (rows.first?${this.read(rows.model, 'name')} ?? '')`,
          ),
      ],
      [1, () => scalar(`const { length, 0: first } = [...${js}]; return length + (first?${this.read(rows.model, 'name')} ?? '')`)],
      [
        1,
        () =>
          scalar(
            `outer: for (const ${row.js} of ${js}) { for (const y of ${js}) { if (y${this.read(rows.model, 'name')} === ${this.text(row)}) continue outer } return ${this.text(row)} } return 'all'`,
          ),
      ],
      [
        1,
        () =>
          scalar(
            `return Object.fromEntries([...${js}].map((${row.js}) => [${row.js}${this.read(rows.model, 'id')}, ${row.js}]))[1]?${this.read(rows.model, 'name')} ?? 'no 1'`,
          ),
      ],
      [
        1,
        () =>
          scalar(
            `const seen = new Set(); return [...${js}].filter((${row.js}) => { const key = ${this.text(row)}; if (seen.has(key)) return false; seen.add(key); return true }).map((${row.js}) => ${this.text(row)}).join()`,
          ),
      ],
    ])!
  }

  /** Rows of two lists together. */
  twoLists(rows: Rows): Body | undefined {
    return this.listBody((others) => {
      if (others.model !== rows.model) return undefined
      const row = this.element(rows)
      const result: ResultType = { kind: 'array', model: rows.model.name }
      return this.random.choose<Body>([
        [1, () => ({ js: `return [...${rows.js}, ...${others.js}]`, result })],
        [1, () => ({ js: `const all = [...${others.js}]; return [...${rows.js}].filter((x) => !all.includes(x))`, result })],
        [1, () => ({ js: `const all = new Set(${others.js}); return [...${rows.js}].filter((x) => all.has(x))`, result })],
        [
          1,
          () =>
            scalar(
              `const list = ${this.test(this.self)} ? ${rows.js} : ${others.js}; let out = ''; for (const ${row.js} of list) out += ${this.text(row)}; return out`,
            ),
        ],
        [
          1,
          () =>
            scalar(
              `return [[...${rows.js}], [...${others.js}]].map((list) => list.map((${row.js}) => ${this.text(row)}).join('')).join('|')`,
            ),
        ],
        [
          1,
          () =>
            scalar(
              `return [...new Map([...${rows.js}, ...${others.js}].map((x) => [x${this.read(rows.model, 'id')}, x])).values()].map((${row.js}) => ${this.text(row)}).join()`,
            ),
        ],
      ])
    })
  }
}
