import { type Body, type MemberParts, type Row, scalar } from './member-parts.ts'

/** Bodies that walk a tree of rows, by calling themselves or with a list of what is still to be visited. `name` is the member's own. */
export function treeBody(parts: MemberParts, name: string, isGetter: boolean): Body | undefined {
  const { random, self } = parts
  const sides = self.model.sides.filter((side) => side.ends && side.target === self.model.name)
  const up = sides.filter((side) => !side.many)
  const down = sides.filter((side) => side.many)
  const call = isGetter ? name : `${name}()`
  const row: Row = { js: 'row', model: self.model, maybe: false }
  const array = { kind: 'array', model: self.model.name } as const
  const own = { kind: 'entity', model: self.model.name } as const
  const one = up.length > 0 ? random.pick(up).name : undefined
  const many = down.length > 0 ? random.pick(down).name : undefined
  return random.choose<Body>([
    [2, () => (one ? scalar(`return (this.${one} ? this.${one}.${call} + '/' : '') + ${parts.text(self)}`) : undefined)],
    [2, () => (one ? { js: `return this.${one} ? this.${one}.${call} : this`, result: own } : undefined)],
    [1, () => (one ? scalar(`return this.${one} ? this.${one}.${call} + 1 : 0`) : undefined)],
    [1, () => (one ? { js: `return this.${one} ? [this.${one}, ...this.${one}.${call}] : []`, result: array } : undefined)],
    [2, () => (many ? scalar(`return ${parts.text(self)} + [...this.${many}].map((x) => '(' + x.${call} + ')').join('')`) : undefined)],
    [2, () => (many ? scalar(`return [...this.${many}].reduce((sum, x) => sum + x.${call}, 1)`) : undefined)],
    [1, () => (many ? { js: `return [this, ...[...this.${many}].flatMap((x) => x.${call})]`, result: array } : undefined)],
    [1, () => (many ? { js: `const walk = (x) => [x, ...x.${many}.flatMap(walk)]; return walk(this)`, result: array } : undefined)],
    [1, () => (many ? scalar(`const walk = (row) => ${parts.text(row)} + row.${many}.map(walk).join(','); return walk(this)`) : undefined)],
    [
      2,
      () =>
        many
          ? {
              js: `const queue = [this]; const out = []; while (queue.length > 0) { const row = queue.shift(); out.push(row); queue.push(...row.${many}) } return out`,
              result: array,
            }
          : undefined,
    ],
    [
      2,
      () =>
        many
          ? scalar(
              `let out = ''; const stack = [this]; for (let row = stack.pop(); row; row = stack.pop()) { out += ${parts.text(row)}; for (const x of row.${many}) stack.push(x) } return out`,
            )
          : undefined,
    ],
    [
      1,
      () =>
        many
          ? scalar(
              `let level = [this]; let depth = 0; while (level.length > 0) { level = level.flatMap((x) => [...x.${many}]); depth++ } return depth`,
            )
          : undefined,
    ],
  ])
}
