import type { ModelNames, NameMeaning } from '../access/model-names.ts'
import { DjustError } from '../error.ts'
import type { EntityClass, Model, Schema } from '../schema/schema.ts'

/** The models as the analysis of members asks for them. */
export function modelNames(schema: Schema): ModelNames {
  return {
    meaning(modelName: string, name: string): NameMeaning {
      const model = modelNamed(schema, modelName)
      if (model.fields.has(name) && !model.relations.has(name)) return { kind: 'field' }
      const relation = model.relations.get(name)
      if (relation) return { kind: relation.kind, model: relation.model }
      const member = model.members.get(name)
      return member ? { kind: 'member', owner: member.owner, overrides: member.overrides ?? [] } : { kind: 'unknown' }
    },
    relations: (modelName: string): readonly string[] =>
      [...modelNamed(schema, modelName).relations.values()].filter(({ hidden }) => !hidden).map(({ name }) => name),
    entity: (modelName: string): EntityClass => modelNamed(schema, modelName).entity,
    modelOf: (entity: EntityClass): string | undefined => [...schema.models.values()].find((model) => model.entity === entity)?.name,
    discriminator: (modelName: string): string | undefined => modelNamed(schema, modelName).variants?.field,
    entityNamed: (name: string): EntityClass | undefined => schema.models.get(name)?.entity,
  }
}

export function modelNamed(schema: Schema, name: string): Model {
  const model = schema.models.get(name)
  if (!model) throw new DjustError('schema/unknown-model', `There is no model ${name}.`)
  return model
}
