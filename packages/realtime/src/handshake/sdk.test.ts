import { getSDKMetadata } from '@telltale/realtime';
import { describe, expect, test } from 'vitest';
import { createParty, request } from '../../test/party.ts';

const version = '__sails_io_sdk_version';

describe('the version of the client kit', () => {
  const ask = async (options: Record<string, unknown>) => {
    await using party = await createParty({}, (app) => app.get('/hi', () => ({ hi: true })));
    const client = await party.join(options);
    // The same connection is asked twice, since the outcome is kept.
    await request(client, 'get', '/hi');
    return (await request<unknown>(client, 'get', '/hi')) as {
      statusCode: number;
      code?: string;
      details?: string;
    };
  };

  test.each(['0.11.0', '0.11.0-rc1', '1.2.1', '1.0.0-0', 'v1.2.1', '10.0.0+build.5', '0.100.0'])(
    'should let requests through when it is %j',
    async (given) => {
      expect(await ask({ query: { [version]: given } })).toMatchObject({ statusCode: 200 });
    },
  );

  test.each(['0.10.99', '0.9.0', '0.0.0', '0.10.0-rc1'])(
    'should refuse requests when it is %j',
    async (given) => {
      expect(await ask({ query: { [version]: given } })).toMatchObject({
        statusCode: 400,
        code: 'SAILS:HOOK:SOCKETS:PARSE_VIRTUAL_REQ',
        details: expect.stringContaining(`(${given})`),
      });
    },
  );

  test.each([
    'garbage',
    '__proto__',
    'constructor',
    '1',
    '1.2',
    '1.2.x',
    '-1.2.3',
    '1.2.3 <script>',
    '1'.repeat(5_000),
    '1.2.3\n',
  ])('should refuse requests as no version at all when it is %j', async (given) => {
    expect(await ask({ query: { [version]: given } })).toMatchObject({
      statusCode: 400,
      details: expect.stringContaining('is not a version'),
    });
  });

  test.each([{ query: {} }, { query: { [version]: '' } }])(
    'should count as 0.9.0 when it is missing (%j)',
    async (options) => {
      expect(await ask(options)).toMatchObject({
        statusCode: 400,
        details: expect.stringContaining('(0.9.0)'),
      });
    },
  );

  test('should be taken from the header when there is one as well', async () => {
    expect(await ask({ query: { [version]: '0.1.0' }, extraHeaders: { [version]: '1.0.0' } })).toMatchObject({
      statusCode: 200,
    });
    expect(await ask({ query: { [version]: '1.0.0' }, extraHeaders: { [version]: '0.1.0' } })).toMatchObject({
      statusCode: 400,
    });
  });
});

describe('getSDKMetadata', () => {
  test('should tell version, platform and language of a connected client', async () => {
    await using party = await createParty();
    const client = await party.join({
      query: { [version]: '1.2.1', __sails_io_sdk_platform: 'node', __sails_io_sdk_language: 'javascript' },
    });
    const { handshake } = party.app.sockets.get(client.id as string);
    expect(getSDKMetadata(handshake)).toEqual({ version: '1.2.1', platform: 'node', language: 'javascript' });
  });

  test('should tell the version of those who say nothing, and read nothing inherited', () => {
    const inherited = Object.create({ [version]: '9.9.9', __sails_io_sdk_platform: 'evil' });
    expect(getSDKMetadata({ headers: inherited, query: { [version]: ['1.0.0'] } })).toEqual({
      version: '0.9.0',
    });
  });
});
