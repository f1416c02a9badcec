export const CONNECTION = {
  connecting: 'Connecting…',
  catchingUp: 'Catching up…',
  connected: 'Connected',
  connectionLost: 'Connection lost.',
  retryIn: (seconds: number) => `Next try in ${seconds} s.`,
  retryingNow: 'Trying again…',
  offline: 'You are offline. Messages are sent when you are back.',
  closed: 'The connection is closed.',
  tryNow: 'Try now',
};
