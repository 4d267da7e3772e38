import { DjustError } from '../error.ts'
import type { EntityClass } from '../schema/schema.ts'
import { isPlainObject } from '../util/plain-object.ts'

/** What a class declares that one of its members reads, in `static reads = { tenantName: ['tenant.user'] }`. */
export function declaredReads(owner: EntityClass, member: string): readonly string[] | undefined {
  const reads: unknown = Object.hasOwn(owner, 'reads') ? Reflect.get(owner, 'reads') : undefined
  if (!isPlainObject(reads) || !Object.hasOwn(reads, member)) return undefined
  const paths = reads[member]
  if (Array.isArray(paths) && paths.every((path) => typeof path === 'string')) return paths
  throw new DjustError('access/declared-reads', `${owner.name}.reads.${member} is no list of paths`, {
    hint: `Write static reads = { ${member}: ['relation.field'] }.`,
  })
}
