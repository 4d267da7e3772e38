/**
 * Neutral models: what djust knows of an application's tables, whatever ORM described them. Names are the entity's
 * (TypeScript) names; `column` and `table` are the database's.
 */
export interface Schema {
  readonly models: ReadonlyMap<string, Model>
  /** The model of an entity class; undefined for a class the ORM does not know. */
  modelOf(entity: EntityClass): Model | undefined
}

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- any class, whatever its constructor takes
export type EntityClass<T extends object = object> = abstract new (...args: any[]) => T

export interface Model {
  /** The entity's class name; unique in a schema. */
  readonly name: string
  readonly entity: EntityClass
  readonly table: string
  /** The database schema (PostgreSQL) or null for the connection's default. */
  readonly tableSchema: string | null
  /** Names of the key's fields; a key column that belongs to a relation is a field of its own here. */
  readonly primaryKey: readonly string[]
  readonly fields: ReadonlyMap<string, Field>
  readonly relations: ReadonlyMap<string, Relation>
  /** Getters and methods of the class and the classes it extends, up to the ORM's own. */
  readonly members: ReadonlyMap<string, Member>
  /** The order of lists of this model that ask for none. */
  readonly ordering: readonly Ordering[]
  /** Classes that share the table: which one a row is an instance of. */
  readonly variants?: Variants | undefined
  /** Properties that no table has: an entity has what the application gave it. */
  readonly transient?: ReadonlyMap<string, { readonly hidden: boolean }>
  /** Names the entity has but djust can't read on the fast path, with the reason as an error prints it. */
  readonly unsupported?: ReadonlyMap<string, string>
}

/** The subclasses whose rows stand in a model's table, by the value of a field. */
export interface Variants {
  /** The field that tells them apart. */
  readonly field: string
  /** By the column's raw value, as text; a value that is not among them is the model's own class. */
  readonly classes: ReadonlyMap<string, EntityClass>
  /** Names of the model that rows of a class have not. */
  readonly lacking: ReadonlyMap<EntityClass, ReadonlySet<string>>
}

export type FieldType =
  | 'integer'
  | 'bigint'
  | 'float'
  | 'decimal'
  | 'string'
  | 'text'
  | 'boolean'
  | 'date'
  | 'datetime'
  | 'time'
  | 'uuid'
  | 'enum'
  | 'json'
  | 'binary'
  | 'other'

export interface Field {
  readonly name: string
  readonly column: string
  readonly type: FieldType
  readonly nullable: boolean
  readonly primary: boolean
  /** Never read for a template or a plain object. */
  readonly hidden: boolean
  /** Only read where it is named: not by what reads whole rows. */
  readonly lazy?: boolean | undefined
  /** Its entities hold it in a reference, by whose names members read it. */
  readonly held?: boolean | undefined
  /** SQL for what is no column of its own (a formula, a part of JSON), given the quoted alias of the row. */
  readonly expression?: ((alias: string) => string) | undefined
  /** Kept in a form that the database can't compare: conditions can only ask for null. */
  readonly opaque?: boolean | undefined
  /** What the parts of a JSON object are, where the ORM knows: conditions and orderings can name them. */
  readonly inner?: Model | undefined
  /** Its values in an order of the application's own, by which rows are sorted; others have the place of null. */
  readonly valueOrder?: readonly (string | number | boolean)[] | undefined
  /** Digits after the point of a decimal. */
  readonly scale: number | null
  /** The ORM's own description, for its adapter's `encode` and `decode`. */
  readonly native: unknown
}

export interface Relation {
  readonly name: string
  readonly kind: 'one' | 'many'
  /** The target model's name. */
  readonly model: string
  /** Whether a row may have none. The inverse side of a one-to-one always may. */
  readonly nullable: boolean
  /** Whether the key columns are in this model's table (many-to-one, owning one-to-one). */
  readonly owner: boolean
  readonly hidden: boolean
  /** Columns of this model's table, in the order of `foreign` (of `pivot.local` where there is a pivot). */
  readonly local: readonly string[]
  /** Columns of the target's table that they equal (that equal `pivot.foreign` where there is a pivot). */
  readonly foreign: readonly string[]
  readonly pivot: Pivot | null
  /** The SQL type of the one key column of a list's rows (of its links, where there is a pivot), if an index is known to lead to them. */
  readonly indexedKey?: string | undefined
  /** The relation's own order; the target's `ordering` where empty. */
  readonly ordering: readonly Ordering[]
  /** The name of the relation back, where the entity declares one. */
  readonly inverse: string | null
  /** An object whose columns stand in the owner's own row. */
  readonly embedded?: Embedded | undefined
}

export interface Embedded {
  /** Where the object may be missing, the columns of which one is not null if it is there; else null. */
  readonly presence: readonly string[] | null
}

export interface Pivot {
  readonly table: string
  readonly tableSchema: string | null
  /** Columns that point at this model. */
  readonly local: readonly string[]
  /** Columns that point at the target. */
  readonly foreign: readonly string[]
  /** The column that says in which order the targets were put together; null where none does. */
  readonly order: string | null
}

export interface Member {
  readonly name: string
  readonly kind: 'getter' | 'method'
  /** The class whose text holds it. */
  readonly owner: EntityClass
  /** Subclasses whose rows may have another one of this name. */
  readonly overrides?: readonly EntityClass[] | undefined
}

export interface Ordering {
  /** Field names; all but the last are to-one relations. */
  readonly path: readonly string[]
  readonly descending: boolean
  /** undefined: nulls are smallest (first when ascending), on every database. */
  readonly nulls: 'first' | 'last' | undefined
}
