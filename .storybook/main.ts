import type { StorybookConfig } from '@storybook/web-components-vite';

const config: StorybookConfig = {
  stories: ['../packages/elements/src/**/*.stories.ts'],
  addons: ['@storybook/addon-docs', '@storybook/addon-a11y', '@storybook/addon-vitest'],
  framework: { name: '@storybook/web-components-vite', options: {} },
  // No `enableCrashReports`, not even `false`: where it is set, errors are reported without their text
  // whatever `disableTelemetry` says.
  core: { disableTelemetry: true, disableWhatsNewNotifications: true },
  viteFinal(vite) {
    vite.resolve = {
      ...vite.resolve,
      conditions: ['@agent-chat/source', 'module', 'browser', 'development|production'],
    };
    return vite;
  },
};

export default config;
