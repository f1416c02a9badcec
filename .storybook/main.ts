import { fileURLToPath } from 'node:url';
import type { StorybookConfig } from '@storybook/web-components-vite';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

const config: StorybookConfig = {
  stories: ['../packages/elements/src/**/*.stories.ts'],
  addons: ['@storybook/addon-docs', '@storybook/addon-a11y', '@storybook/addon-vitest'],
  // What they do after each story is done from the last to the first: between these two is axe.
  previewAnnotations: (given = []) =>
    process.env['VITEST'] ? [here('after-axe.ts'), ...given, here('before-axe.ts')] : given,
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
