import { testTenants } from './support/check-tenants.ts'

testTenants('sqlite')
