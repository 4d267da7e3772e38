import { testPages } from './support/check-pages.ts'
import { testTenants } from './support/check-tenants.ts'

testPages('postgres')
testTenants('postgres')
