/** A line that keeps what the ORM guarantees, and the tests of which one fails without it. */
export interface GuardedLine {
  readonly guards: string
  readonly file: string
  /** Stands exactly once in the file. */
  readonly line: string
  readonly without: string
  readonly tests: readonly string[]
}

const tenants = ['test/property/tenants.test.ts']
const restrictions = ['test/load/restrictions.test.ts', ...tenants]
const poisoned = ['test/cache/poisoned.test.ts']
const guarantees = ['test/orm/guarantees.test.ts']
const conditions = ['test/query/conditions.test.ts', ...guarantees]
const relations = ['test/load/relations.test.ts', ...guarantees]

export const guardedLines: readonly GuardedLine[] = [
  {
    guards: 'tenant filter: on every table of a statement',
    file: 'src/query/select-context.ts',
    line: 'const restriction = this.#restrictions.get(model)',
    without: 'const restriction: SqlQuery | undefined = undefined as SqlQuery | undefined',
    tests: tenants,
  },
  {
    guards: 'tenant filter: what may hide rows is known',
    file: 'src/query/select-context.ts',
    line: 'return this.#restrictions.has(model)',
    without: 'return false',
    tests: tenants,
  },
  {
    guards: 'tenant filter: asked of the ORM',
    file: 'src/load/load-run.ts',
    line: 'this.#restrictions.set(model, given)',
    without: 'this.#restrictions.set(model, null)',
    tests: tenants,
  },
  {
    guards: 'tenant filter: a refusal is no permission',
    file: 'src/load/load-run.ts',
    line: "if (given && 'refused' in given) throw new DjustError('query/refused', given.refused)",
    without: "if (given && 'refused' in given) return",
    tests: restrictions,
  },
  {
    guards: 'tenant filter: counts over a pivot table',
    file: 'src/query/related-rows.ts',
    line: '&& !context.restricted(target)',
    without: '',
    tests: tenants,
  },
  {
    guards: 'tenant filter: no row is lost for a hidden relative',
    file: 'src/query/select-joins.ts',
    line: '&& !this.#context.restricted(model)',
    without: '',
    tests: tenants,
  },
  {
    guards: 'tenant filter: a key alone does not say that its row may be seen',
    file: 'src/query/select-layout.ts',
    line: '|| this.#context.restricted(target)',
    without: '',
    tests: tenants,
  },
  {
    guards: 'tenant filter: conditions on a key',
    file: 'src/query/condition-expression.ts',
    line: '|| rows.context.restricted?.(target)',
    without: '',
    tests: guarantees,
  },
  {
    guards: 'tenant filter: conditions on there being a row',
    file: 'src/query/condition-expression.ts',
    line: '&& !context.restricted?.(target)',
    without: '',
    tests: tenants,
  },
  { guards: 'tenant filter: the order by a key', file: 'src/query/ordering.ts', line: '&& !hidden.at(-1)', without: '', tests: guarantees },
  {
    guards: 'tenant filter: a key in an annotation',
    file: 'src/query/annotation-expression.ts',
    line: '&& !context.restricted?.(context.schema.models.get(last.model)!)',
    without: '',
    tests: guarantees,
  },
  {
    guards: 'tenant filter: the ORM’s own conditions',
    file: 'src/orm/mikro-orm-filters.ts',
    line: '  await builder.applyFilters()',
    without: '',
    tests: tenants,
  },
  {
    guards: 'tenant filter: parameters of the moment',
    file: 'src/load/parameters.ts',
    line: 'return given[slot.index]',
    without: 'return 2',
    tests: tenants,
  },
  {
    guards: 'hidden: a field that is named',
    file: 'src/plan/planner.ts',
    line: 'if (field.hidden) throw hiddenName(node.model, field.name, uses[0]!)',
    without: '',
    tests: guarantees,
  },
  {
    guards: 'hidden: a relation that is named',
    file: 'src/plan/planner.ts',
    line: 'if (relation.hidden) throw hiddenName(node.model, relation.name, uses[0]!)',
    without: '',
    tests: guarantees,
  },
  {
    guards: 'hidden: a part of JSON that is named',
    file: 'src/plan/planner.ts',
    line: 'if (field?.hidden) throw hiddenName(part, name, uses[0]!)',
    without: '',
    tests: guarantees,
  },
  {
    guards: 'hidden: whole rows',
    file: 'src/plan/planner.ts',
    line: 'if (!field.hidden && !field.lazy)',
    without: 'if (!field.lazy)',
    tests: guarantees,
  },
  {
    guards: 'hidden: embedded objects of whole rows',
    file: 'src/plan/planner.ts',
    line: 'if (relation.embedded && !relation.hidden) names',
    without: 'if (relation.embedded) names',
    tests: guarantees,
  },
  {
    guards: 'hidden: plain() without paths',
    file: 'src/serialize/plain-maker.ts',
    line: '.filter((field) => !field.hidden && !field.lazy)',
    without: '.filter((field) => !field.lazy)',
    tests: guarantees,
  },
  {
    guards: 'hidden: embedded objects of plain()',
    file: 'src/serialize/plain-maker.ts',
    line: '.filter((relation) => relation.embedded && !relation.hidden)',
    without: '.filter((relation) => relation.embedded)',
    tests: guarantees,
  },
  {
    guards: 'hidden: parts of JSON objects',
    file: 'src/orm/mikro-orm-embedded.ts',
    line: 'const shown = parts.filter((part) => !part.prop.hidden)',
    without: 'const shown = parts',
    tests: guarantees,
  },
  {
    guards: 'hidden: the guard never loads it',
    file: 'src/load/missing-reads.ts',
    line: "if (last && name !== '' && isHidden(last.model, name)) return null",
    without: '',
    tests: ['test/engine/guard.test.ts'],
  },
  {
    guards: 'null: not() of an unknown condition',
    file: 'src/query/condition-expression.ts',
    line: 'sql`(${inner}) is not true`',
    without: 'sql`not (${inner})`',
    tests: conditions,
  },
  {
    guards: 'null: not() of a condition on an embedded object',
    file: 'src/query/condition-expression.ts',
    line: '&& !rows.model.relations.get(of.relation)!.embedded',
    without: '',
    tests: guarantees,
  },
  {
    guards: 'tenant filter: conditions in MikroORM’s own SQL',
    file: 'src/orm/mikro-orm-find-call.ts',
    line: ' || (await this.#anyFiltered(this.#filterable(model)))',
    without: '',
    tests: ['test/orm/lazy-differential.test.ts'],
  },
  {
    guards: 'order: of MikroORM’s calls by the database’s own collations',
    file: 'src/query/ordering.ts',
    line: "if (collation === 'database') return",
    without: "if (collation === ('never' as string)) return",
    tests: ['test/orm/lazy-databases.test.ts'],
  },
  {
    guards: 'null: ne',
    file: 'src/query/comparison.ts',
    line: 'return nullable ? distinctFrom(dialect, exact(dialect, left), parameter(0)) :',
    without: 'return',
    tests: conditions,
  },
  {
    guards: 'null: notIn',
    file: 'src/query/comparison.ts',
    line: '? sql`(${inList(dialect, left, value(0))}) is not true`',
    without: '? sql`not (${inList(dialect, left, value(0))})`',
    tests: conditions,
  },
  {
    guards: 'null: below a nullable relation every join is LEFT',
    file: 'src/query/select-joins.ts',
    line: 'const required = from.required && relation.owner',
    without: 'const required = relation.owner',
    tests: relations,
  },
  {
    guards: 'null: a nullable relation is a LEFT join',
    file: 'src/query/select-joins.ts',
    line: '&& !relation.nullable && !this.#context',
    without: '&& !this.#context',
    tests: relations,
  },
  {
    guards: 'null: a missing row is null',
    file: 'src/serialize/row-maker.ts',
    line: 'if (layout.presence === null) return this.#row(layout, name, body)',
    without: 'return this.#row(layout, name, body)',
    tests: relations,
  },
  {
    guards: 'null: a missing embedded object is null',
    file: 'src/query/select-layout.ts',
    line: 'there ?? null, path, above',
    without: 'null, path, above',
    tests: guarantees,
  },
  {
    guards: 'null: a null key has no rows',
    file: 'src/load/pending.ts',
    line: '    if (id === null) return\n',
    without: '',
    tests: ['test/load/recursion.test.ts', ...relations],
  },
  {
    guards: 'tenant filter: statements are kept by the filters that they were compiled for',
    file: 'src/load/statement-cache.ts',
    line: 'const text = textOf(restrictions)',
    without: "const text = textOf(restrictions) && ''",
    tests: restrictions,
  },
  {
    guards: 'one class of a table: its rows only',
    file: 'src/orm/mikro-orm-filters.ts',
    line: 'if (!filtered && !isSubclass(meta)) return null',
    without: 'if (!filtered) return null',
    tests: guarantees,
  },
  {
    guards: 'hidden: a field in a condition, an order or an annotation',
    file: 'src/query/expression-paths.ts',
    line: 'if (field.hidden) throw hidden(where, target, name)',
    without: '',
    tests: guarantees,
  },
  {
    guards: 'hidden: a relation in a condition, an order or an annotation',
    file: 'src/query/expression-paths.ts',
    line: 'if (relation.hidden) throw hidden(where, target, name)',
    without: '',
    tests: guarantees,
  },
  {
    guards: 'hidden: a field in a plan from a cache',
    file: 'src/plan/plan-json.ts',
    line: 'if (!field || field.hidden) misfit',
    without: 'if (!field) misfit',
    tests: poisoned,
  },
]
