import type { GuardedLine } from './guarded-line.ts'

const guarantees = ['test/orm/guarantees.test.ts']
const conditions = ['test/query/conditions.test.ts', ...guarantees]
const relations = ['test/load/relations.test.ts', ...guarantees]
const ordering = ['test/query/ordering.test.ts', 'test/query/condition-property.test.ts']
const expressions = [
  'test/query/annotations.test.ts',
  'test/query/values.test.ts',
  'test/query/numbers.test.ts',
  'test/query/expression-property.test.ts',
  'test/query/aggregate-property.test.ts',
]

/** Nulls, orders and values that a database or JSON would change. */
export const guardedValues: readonly GuardedLine[] = [
  {
    guards: 'lists that come with their owners: numbers that JSON would round',
    file: 'src/serialize/row-maker.ts',
    line: "if (typeof value !== 'number' || Math.abs(value) <= Number.MAX_SAFE_INTEGER) return value",
    without: 'return value',
    tests: ['test/databases/nested-lists.test.ts'],
  },
  {
    guards: 'lists that come with their owners: JSON that MariaDB would cut off',
    file: 'src/query/nested-list.ts',
    line: "return sql`if(@@group_concat_max_len < ${sql.lit(edge.limit * list.values().length * mostBytes)}, 'cut off', ${json})`",
    without: 'return json',
    tests: ['test/databases/nested-lists.test.ts'],
  },
  {
    guards: 'null: in the opposite order nulls are at the other end',
    file: 'src/query/ordering.ts',
    line: 'nulls: one.nulls && opposite[one.nulls]',
    without: 'nulls: one.nulls',
    tests: ['test/plan/last-rows.test.ts'],
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
    guards: 'null: where it stands in an order',
    file: 'src/query/ordering.ts',
    line: 'return wanted === usual ? [item] : withNulls(dialect, key.ref, wanted, item)',
    without: 'return wanted === usual ? [item] : [item]',
    tests: ordering,
  },
  {
    guards: 'null: a nullable column has a place in an order',
    file: 'src/query/ordering.ts',
    line: 'if (!key.nullable) return [item]',
    without: 'if (!key.nullable || key.nullable) return [item]',
    tests: ordering,
  },
  {
    guards: 'null: a filtered relative orders as a missing one',
    file: 'src/query/ordering.ts',
    line: 'const nullable = ordering.nullable || hidden.includes(true)',
    without: 'const { nullable } = ordering',
    tests: [...ordering, ...guarantees],
  },
  {
    guards: 'null: texts that are put together',
    file: 'src/query/function-sql.ts',
    line: "sql`coalesce(${written}, '')`",
    without: 'written',
    tests: expressions,
  },
  {
    guards: 'null: decimals of SQLite in texts',
    file: 'src/query/function-sql.ts',
    line: "sql`case when ${value} is null then '' else ${written} end`",
    without: 'written',
    tests: expressions,
  },
  {
    guards: 'null: what is divided by zero',
    file: 'src/query/function-sql.ts',
    line: 'asDouble(dialect, a)} / nullif(${b}, 0))`',
    without: 'asDouble(dialect, a)} / ${b})`',
    tests: expressions,
  },
  {
    guards: 'null: whether any row of none',
    file: 'src/query/annotation-expression.ts',
    line: 'sql`coalesce(max(case when ${expressionSql(expression.of, rows)} then 1 else 0 end), 0) = 1`',
    without: 'sql`max(case when ${expressionSql(expression.of, rows)} then 1 else 0 end) = 1`',
    tests: expressions,
  },
  {
    guards: 'null: a computed value that there is none of is not decoded',
    file: 'src/query/annotation-expression.ts',
    line: 'return (raw) => (raw === null || raw === undefined ? null : decode(raw))',
    without: 'return decode',
    tests: expressions,
  },
]
