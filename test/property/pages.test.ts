import { testPages } from './support/check-pages.ts'

testPages('sqlite')
