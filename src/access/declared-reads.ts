import { DjustError, type SourceSpan } from '../error.ts'
import type { EntityClass } from '../schema/schema.ts'
import { isPlainObject } from '../util/plain-object.ts'
import type { MemberAnalysis } from './member-analysis.ts'
import { output, whole } from './value-operations.ts'
import { scalar, type Value } from './value.ts'

/** `static reads` of the class that has the member, or of the entity, say what it reads besides what its text shows. */
export function readDeclared(analysis: MemberAnalysis, model: string, name: string, owner: EntityClass, self: Value): boolean {
  const paths = declaredReads(analysis.names.entity(model), name) ?? declaredReads(owner, name)
  if (!paths || self.kind !== 'node') return false
  for (const path of paths) readPath(analysis, model, self, path, `${owner.name}.reads.${name}`)
  return true
}

function readPath(analysis: MemberAnalysis, model: string, self: Value, path: string, place: string): void {
  let at: Value = self
  for (const name of path.split('.')) {
    const type = analysis.typeOf(at)
    if (type?.kind !== 'entity' || analysis.names.meaning(type.model, name).kind === 'unknown') {
      throw new DjustError(
        'access/declared-reads',
        `${place} names "${path}", but there is no "${name}" on ${type?.kind === 'entity' ? type.model : 'a field'}`,
        {
          hint: `Paths start at ${model} and go through its relations: static reads = { … : ['relation.field'] }.`,
        },
      )
    }
    const span: SourceSpan = { template: place, source: path, start: 0, end: path.length }
    at = analysis.read(at, name, span)
    if (at.kind === 'function') at = analysis.call(at, [], scalar)
    if (analysis.typeOf(at)?.kind === 'list') at = analysis.element(at)
  }
  if (analysis.typeOf(at)?.kind === 'entity') whole(at)
  else output(at)
}

/** What a class declares that one of its members reads, in `static reads = { tenantName: ['tenant.user'] }`. */
function declaredReads(owner: EntityClass, member: string): readonly string[] | undefined {
  const reads: unknown = Object.hasOwn(owner, 'reads') ? Reflect.get(owner, 'reads') : undefined
  if (!isPlainObject(reads) || !Object.hasOwn(reads, member)) return undefined
  const paths = reads[member]
  if (Array.isArray(paths) && paths.every((path) => typeof path === 'string')) return paths
  throw new DjustError('access/declared-reads', `${owner.name}.reads.${member} is no list of paths`, {
    hint: `Write static reads = { ${member}: ['relation.field'] }.`,
  })
}
