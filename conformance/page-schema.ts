import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { readText } from './read-cases.ts'

/** One schema of page-schemas.json: models, all their rows, and the pairs of keys of the many-to-many relations. */
export interface PageSchema {
  readonly models: Readonly<Record<string, PageModel>>
  readonly rows: Readonly<Record<string, readonly PageRow[]>>
  /** By `Model.relation`. */
  readonly links: Readonly<Record<string, readonly (readonly [number, number])[]>>
}

export interface PageModel {
  readonly table: string
  readonly ordering: readonly string[]
  readonly fields: Readonly<Record<string, PageField>>
  readonly relations: Readonly<Record<string, PageRelation>>
  readonly members: Readonly<Record<string, PageMember>>
}

export interface PageField {
  readonly type: string
  readonly column: string
  readonly primary?: boolean
  readonly nullable?: boolean
}

export interface PageRelation {
  readonly kind: 'manyToOne' | 'oneToOne' | 'manyToMany'
  readonly model: string
  readonly nullable: boolean
  /** The relation back, which the target has. */
  readonly inverse: string
  readonly column?: string
  readonly pivot?: { readonly table: string; readonly column: string; readonly inverseColumn: string }
}

export interface PageMember {
  readonly kind: 'getter' | 'method'
  /** The body of the getter or method. */
  readonly js: string
}

/** Values by field name, and by relation name the key of the row it points at. */
export type PageRow = Readonly<Record<string, unknown>>

/** The schemas of a file of page cases, which stand beside it. */
export function readPageSchemas(casesPath: string): Readonly<Record<string, PageSchema>> {
  const folder = dirname(casesPath)
  const path = ['page-schemas.json', 'page-schemas.json.gz'].map((name) => join(folder, name)).find((candidate) => existsSync(candidate))
  if (!path) throw new Error(`${casesPath} holds page cases, and there is no page-schemas.json(.gz) beside it`)
  return JSON.parse(readText(path)) as Record<string, PageSchema>
}
