import { defineEntity, p } from '@mikro-orm/core'
import { Tenant } from './tenant.ts'

const UserSchema = defineEntity({
  name: 'User',
  tableName: 'users',
  properties: {
    id: p.integer().primary(),
    email: p.string().unique(),
    firstName: p.string(),
    lastName: p.string(),
    passwordHash: p.string().hidden(),
    tenant: () => p.oneToOne(Tenant).mappedBy('user').nullable(),
  },
})

export class User extends UserSchema.class {
  getFullName(): string {
    return `${this.firstName} ${this.lastName}`
  }

  get initials(): string {
    return `${this.firstName.charAt(0)}${this.lastName.charAt(0)}`
  }
}

UserSchema.setClass(User)
