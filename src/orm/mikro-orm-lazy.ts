import { EntityManager, EntityRepository } from '@mikro-orm/core'
import { QueryBuilder, type SqlEntityManager } from '@mikro-orm/sql'
import { DjustError } from '../error.ts'
import { builderMethods, capturedKey, findMethods, LazyCall, type BuilderMethod, type FindMethod } from './mikro-orm-lazy-call.ts'

type Method = (...args: unknown[]) => unknown

/**
 * The same em or repository, but its queries wait: `find`, `findOne`, `findOneOrFail`, `findAll`, `findAndCount`, `count` and
 * query builders run as they always do when they are awaited, and load just what a template reads when a view holds them.
 *
 * @example
 * this.leases = lazy(em).find(Lease, { status: 'active' }, { orderBy: { endDate: 'asc' }, limit: 20 })
 */
export function lazy<Client extends object>(client: Client): Client {
  // A proxy, so that all generics of the methods stay as they are.
  if (client instanceof EntityManager) return lazyEm(client as unknown as SqlEntityManager) as unknown as Client
  if (client instanceof EntityRepository) {
    const repository = client as EntityRepository<object>
    return lazyRepository(repository, lazyEm(repository.getEntityManager() as unknown as SqlEntityManager)) as unknown as Client
  }
  throw new DjustError('orm/handle', 'lazy() takes an entity manager of MikroORM, or a repository of one.', {
    hint: 'Write lazy(em).find(…).',
  })
}

function lazyEm(em: SqlEntityManager): SqlEntityManager {
  const proxy: SqlEntityManager = new Proxy(em, {
    get(_, name): unknown {
      const member: unknown = Reflect.get(em, name, em)
      if (typeof member !== 'function') return member
      const method = member as Method
      if (isKey(findMethods, name)) return (...args: unknown[]) => findCall(em, name, args)
      if (name === 'getRepository' || name === 'repo')
        return (...args: unknown[]) => lazyRepository(method.apply(em, args) as EntityRepository<object>, proxy)
      if (name === 'createQueryBuilder' || name === 'qb') return (...args: unknown[]) => lazyBuilder(method.apply(em, args) as object)
      return name === 'constructor' ? method : method.bind(em)
    },
  })
  return proxy
}

function findCall(em: SqlEntityManager, method: FindMethod, args: unknown[]): LazyCall {
  const copied = args.map((arg) => copyOf(arg))
  const start = (): Promise<unknown> => (Reflect.get(em, method) as Method).apply(em, [...copied]) as Promise<unknown>
  return new LazyCall({ kind: 'find', em, method, args: copied }, start)
}

/** What the caller changes afterwards is no part of the call, however deep in its condition; entities and other instances stay as they are. */
function copyOf(value: unknown, copies = new Map<unknown, unknown>()): unknown {
  const isPlain = typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype
  if (!isPlain && !Array.isArray(value)) return value
  const known = copies.get(value)
  if (known) return known
  const copy: object = Array.isArray(value) ? [...(value as unknown[])] : { ...value }
  copies.set(value, copy)
  for (const key of Reflect.ownKeys(copy)) if (key !== 'length') Reflect.set(copy, key, copyOf(Reflect.get(copy, key), copies))
  return copy
}

/** Methods that an application's repository adds run on the proxy, so that what they find waits as well. */
function lazyRepository(repository: EntityRepository<object>, em: SqlEntityManager): EntityRepository<object> {
  return new Proxy(repository, {
    get(target, name, receiver): unknown {
      if (name === 'em') return em
      const member: unknown = Reflect.get(target, name, receiver)
      const own = EntityRepository.prototype as unknown as Record<string, unknown>
      if (!isKey(findMethods, name) || member !== own[name]) return member
      const { entityName } = target as unknown as { entityName: unknown }
      return (...args: unknown[]) => (Reflect.get(em, name) as Method)(entityName, ...args)
    },
  })
}

function lazyBuilder(builder: object): object {
  const proxy: object = new Proxy(builder, {
    get(_, name): unknown {
      if (name === capturedKey) return { kind: 'builder', builder, method: 'getResultList', args: [] }
      const member: unknown = Reflect.get(builder, name, builder)
      if (typeof member !== 'function') return member
      const method = member as Method
      if (isKey(builderMethods, name)) return (...args: unknown[]) => builderCall(builder, name, args)
      if (name === 'constructor') return method
      return (...args: unknown[]) => {
        const result = method.apply(builder, args)
        if (result === builder) return proxy
        return name === 'clone' && result instanceof QueryBuilder ? lazyBuilder(result) : result
      }
    },
  })
  return proxy
}

function builderCall(builder: object, method: BuilderMethod, args: unknown[]): LazyCall {
  // A builder can be added to after this, and runs only once.
  const own = (builder as QueryBuilder).clone()
  return new LazyCall({ kind: 'builder', builder: own, method, args }, async () =>
    (Reflect.get(own.clone(), method) as Method).apply(own.clone(), args),
  )
}

function isKey<Names extends object>(names: Names, name: PropertyKey): name is keyof Names {
  return Object.hasOwn(names, name)
}
