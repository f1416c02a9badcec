import type { InterfaceRecord, MethodParams } from '@agent-chat/protocol';
import { expect, it } from 'vitest';
import { describeInterfaces } from './support/interface-suite.js';

type Changes = MethodParams<'updateInterface'>['changes'];

describeInterfaces('the covers of interfaces', (suite) => {
  const { make, slugOf } = suite;
  const change = ({ interfaceId }: InterfaceRecord, changes: Changes): Promise<InterfaceRecord> =>
    suite.node.call('updateInterface', { interfaceId, changes });

  it('have the primary colour where nobody chose another', async () => {
    const teal = await make({ slug: slugOf('teal'), primaryColor: '#0f766e' });
    expect(teal).toMatchObject({ coverType: 'color', coverValue: '#0f766e' });
    expect(await change(teal, { primaryColor: '#7c2d12' })).toMatchObject({ coverValue: '#7c2d12' });
    const plain = await make({ slug: slugOf('plain') });
    expect(await change(plain, { primaryColor: '#0f766e' })).toMatchObject({ coverValue: '#0f766e' });
  });

  it('stay what was chosen, whatever the primary colour becomes', async () => {
    const chosen = await make({ slug: slugOf('chosen'), primaryColor: '#0f766e', coverValue: '#6366f1' });
    expect(chosen).toMatchObject({ primaryColor: '#0f766e', coverValue: '#6366f1' });
    expect(await change(chosen, { primaryColor: '#7c2d12' })).toMatchObject({ coverValue: '#6366f1' });
    const both = await make({ slug: slugOf('both') });
    expect(await change(both, { primaryColor: '#7c2d12', coverValue: '#ffffff' })).toMatchObject({
      coverValue: '#ffffff',
    });
    const gradient = 'linear-gradient(90deg, #000, #fff)';
    const painted = await make({
      slug: slugOf('painted'),
      coverType: 'gradient',
      coverValue: gradient,
    });
    expect(await change(painted, { primaryColor: '#7c2d12' })).toMatchObject({ coverValue: gradient });
  });
});
