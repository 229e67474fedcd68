/** Words of what leaves the house: mail, the wall. Those of the screens stand in ui/messages. */
const english = {
  info: 'Information', warning: 'Warning', critical: 'Critical', begun: 'Now', ended: 'Over', from: 'From', until: 'Until', where: 'Where', unit: 'Business unit', asset: 'Asset', open: 'Open', digest: 'notifications', said: 'Said by',
  nothing: 'Nothing to report', nothingText: 'No announcements for this place.', lost: 'No connection since', coming: 'Coming', pinned: 'Pinned', why: 'You get this because you or your role subscribed in ShopDB.', openEnd: 'until further notice',
}
const german: typeof english = {
  info: 'Hinweis', warning: 'Warnung', critical: 'Kritisch', begun: 'Jetzt', ended: 'Vorbei', from: 'Von', until: 'Bis', where: 'Ort', unit: 'Geschäftsbereich', asset: 'Anlage', open: 'Öffnen', digest: 'Mitteilungen', said: 'Gemeldet von',
  nothing: 'Nichts zu melden', nothingText: 'Keine Mitteilungen für diesen Ort.', lost: 'Keine Verbindung seit', coming: 'Demnächst', pinned: 'Angeheftet', why: 'Sie erhalten dies, weil Sie oder Ihre Rolle es in ShopDB abonniert haben.', openEnd: 'bis auf Weiteres',
}

export type Language = 'en' | 'de'
export type Words = typeof english
export const wordsOf = (language: string): Words => (language === 'de' ? german : english)

export function moment(time: string, timeZone: string, language: string): string {
  return new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'short', timeZone }).format(new Date(time))
}
