import { MikroORM, SqliteDriver } from '@mikro-orm/sql'
import { nodeSqlite } from 'djust/mikro-orm'
import { Lease, Property, Tenant, User } from './models.ts'

/** Writes the database of the examples. */
export async function seed(file: string): Promise<void> {
  const orm = await MikroORM.init({
    driver: SqliteDriver,
    dbName: file,
    driverOptions: nodeSqlite(file),
    entities: [Lease, Property, Tenant, User],
  })
  await orm.schema.create()
  const em = orm.em.fork()
  const names = ['Nora Falk', 'Jonas Abernathy', 'Bianca Jansen', 'Ines Thackeray', 'Cyrus Chowdhury', 'Ada Lind']
  for (const [index, name] of names.entries()) {
    const id = index + 1
    const [firstName, lastName] = name.split(' ') as [string, string]
    const user = em.create(User, { id, firstName, lastName, email: `${firstName.toLowerCase()}@example.org` })
    const property = em.create(Property, { id, name: `House ${id}`, address: `${id} Chapel Street` })
    em.create(Lease, { id, status: 'active', endDate: `2027-0${id}-01`, property, tenant: em.create(Tenant, { id, user }) })
  }
  await em.flush()
  await orm.close()
}
