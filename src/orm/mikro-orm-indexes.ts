import type { EntityMetadata, EntityProperty } from '@mikro-orm/core'

/** The SQL type of a key of one column, where the metadata says that an index leads from it to the rows of the entity's table. */
export function indexedKeyOf(meta: EntityMetadata, columns: readonly string[]): string | undefined {
  const props = Object.values(meta.properties).filter(({ persist }) => persist !== false)
  const prop = columns.length === 1 && props.find(({ fieldNames }) => fieldNames?.length === 1 && fieldNames[0] === columns[0])
  return prop && isIndexed(meta, prop) ? prop.columnTypes[0] : undefined
}

function isIndexed({ primaryKeys, indexes, uniques }: EntityMetadata, prop: EntityProperty): boolean {
  if (prop.index || prop.unique || primaryKeys[0] === prop.name) return true
  return [...indexes, ...uniques].some((index) => isPlain(index) && leadsWith(index.properties, prop))
}

function leadsWith(properties: string | readonly string[] | undefined, { name }: EntityProperty): boolean {
  return (typeof properties === 'string' ? properties : properties?.[0]) === name
}

/** An index of all rows by the columns themselves: not of some rows, of an expression, or for a text search. */
function isPlain(index: Partial<EntityMetadata['indexes'][number]>): boolean {
  const isTree = index.type === undefined || index.type.toLowerCase() === 'btree'
  return isTree && index.where === undefined && index.expression === undefined && !index.disabled && !index.invisible
}
