import type { SettingDeclaration } from '../../platform/setting-registry.ts'

export const deliverySettings: readonly SettingDeclaration[] = [
  { key: 'core.mail.host', title: 'Mail server (SMTP)', group: 'Mail', schema: { type: 'string', maxLength: 253, description: 'Empty: no mail is sent.' }, default: '' },
  { key: 'core.mail.port', title: 'Port', group: 'Mail', schema: { type: 'integer', minimum: 1, maximum: 65_535 }, default: 587 },
  { key: 'core.mail.security', title: 'Encryption', group: 'Mail', schema: { type: 'string', enum: ['starttls', 'tls', 'none'], description: 'starttls on port 587, tls on port 465, none only inside the plant.' }, default: 'starttls' },
  { key: 'core.mail.verifyCertificate', title: 'Refuse certificates that nobody vouches for', group: 'Mail', schema: { type: 'boolean' }, default: true },
  { key: 'core.mail.username', title: 'User name', group: 'Mail', schema: { type: 'string', maxLength: 200, description: 'Empty: without sign-in.' }, default: '' },
  { key: 'core.mail.password', title: 'Password', group: 'Mail', schema: { type: 'string', maxLength: 500 }, default: '', secret: true },
  { key: 'core.mail.from', title: 'Sender', group: 'Mail', schema: { type: 'string', maxLength: 254, description: 'Address that mail comes from, such as shopdb@example.com.' }, default: '' },
  { key: 'core.webhooks.hosts', title: 'Hosts that webhooks may go to', group: 'Webhooks', schema: { type: 'string', maxLength: 2000, description: 'Separated by commas; *.example.com is every host below it. Beside those that a plugin names itself.' }, default: '' },
]
