import type { EntityClass } from '../schema/schema.ts'

/** What a name means on a model, as far as the analysis of members has to know. */
export type NameMeaning =
  | { readonly kind: 'field' }
  | { readonly kind: 'one' | 'many'; readonly model: string }
  | { readonly kind: 'member'; readonly owner: EntityClass; readonly overrides: readonly EntityClass[] }
  | { readonly kind: 'unknown' }

/** Answers it; the planner has the models. */
export interface ModelNames {
  meaning(model: string, name: string): NameMeaning
  /** The names of a model's relations, but for hidden ones. */
  relations(model: string): readonly string[]
  entity(model: string): EntityClass
  /** The model of a class; undefined of one that other entities extend. */
  modelOf(entity: EntityClass): string | undefined
  /** The field that says of which class a row is, where a model's rows are of several. */
  discriminator(model: string): string | undefined
  /** The entity whose class has that name. */
  entityNamed(name: string): EntityClass | undefined
}
