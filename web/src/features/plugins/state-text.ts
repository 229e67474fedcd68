import { useMessages } from '@shopdb/ui'

export function stateText(state: string): string {
  const { t, te } = useMessages()
  return te(`plugins.state.${state}`) ? t(`plugins.state.${state}`) : state
}
