import type { EntityMetadata } from '@mikro-orm/core'
import type { SqlEntityManager } from '@mikro-orm/sql'

/** What a call says of flushing. */
export type FlushOptions = Parameters<SqlEntityManager['tryFlush']>[1]

/** The ORM's own em outside a request: it has no identity map to flush or fill. */
export function isBareGlobal(em: SqlEntityManager): boolean {
  return em.global && !em.config.get('allowGlobalContext')
}

/** Writes what the em itself would write before it reads rows of the entity. */
export async function flushFor(meta: EntityMetadata, em: SqlEntityManager, options: FlushOptions): Promise<void> {
  const context = em.getContext(false)
  if (!isBareGlobal(context)) await context.tryFlush(meta.class, options)
}
