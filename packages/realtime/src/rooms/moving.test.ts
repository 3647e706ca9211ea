import { describe, expect, test } from 'vitest';
import { createParty, type Party } from '../../test/party.ts';

/** A and B in 'lobby', C outside; all of one app. */
async function lobby(party: Party) {
  const { sockets } = party.app;
  const [a, b, c] = await Promise.all([party.join(), party.join(), party.join()]);
  const ids = [a.id, b.id, c.id] as [string, string, string];
  await sockets.join(ids.slice(0, 2), 'lobby');
  return { a, b, c, ids, sockets };
}

describe('addRoomMembersToRooms and removeRoomMembersFromRooms', () => {
  test('should move the members of a room, and have done so when they return', async () => {
    await using party = await createParty();
    const { ids, sockets } = await lobby(party);
    sockets.addRoomMembersToRooms('lobby', ['game', 'chat']);
    expect(sockets.subscribers('game')).toEqual(ids.slice(0, 2));
    expect(sockets.subscribers('chat')).toEqual(ids.slice(0, 2));
    sockets.removeRoomMembersFromRooms('lobby', 'game');
    expect(sockets.subscribers('game')).toEqual([]);
    expect(sockets.subscribers('chat')).toEqual(ids.slice(0, 2));
  });

  test("should mean one socket when the source is a socket's id", async () => {
    await using party = await createParty();
    const { ids, sockets } = await lobby(party);
    await sockets.addRoomMembersToRooms(ids[2], 'game');
    expect(sockets.subscribers('game')).toEqual([ids[2]]);
  });

  test('should call back without arguments, also when the source has no members', async () => {
    await using party = await createParty();
    await lobby(party);
    const calls: unknown[][] = [];
    const note = (...args: unknown[]) => calls.push(args);
    party.app.sockets.addRoomMembersToRooms('lobby', 'game', note);
    party.app.sockets.removeRoomMembersFromRooms('nowhere', 'game', note);
    expect(calls).toEqual([[], []]);
  });

  test.each([[undefined], [7], [{}], [''], [['lobby']]])(
    'should give SAILS:HOOK:SOCKETS:USAGE when the source is %j',
    async (source) => {
      await using party = await createParty();
      const { addRoomMembersToRooms, removeRoomMembersFromRooms, leaveAll } = party.app.sockets;
      for (const call of [addRoomMembersToRooms, removeRoomMembersFromRooms]) {
        await expect(call(source as string, 'x')).rejects.toMatchObject({ code: 'SAILS:HOOK:SOCKETS:USAGE' });
      }
      await expect(leaveAll(source as string)).rejects.toMatchObject({ code: 'SAILS:HOOK:SOCKETS:USAGE' });
    },
  );

  test('should move to the good rooms and tell of the bad one', async () => {
    await using party = await createParty();
    const { ids, sockets } = await lobby(party);
    const add = sockets.addRoomMembersToRooms('lobby', ['game', {} as string, 'sails_model_user_1:user']);
    await expect(add).rejects.toMatchObject({ code: 'E_ROOM_NAME' });
    expect(sockets.subscribers('game')).toEqual(ids.slice(0, 2));
    await expect(sockets.addRoomMembersToRooms('lobby', 'sails_model_user_1:user')).rejects.toMatchObject({
      code: 'E_ROOM_OF_MODEL',
    });
    expect(sockets.subscribers('sails_model_user_1:user')).toEqual([]);
  });

  test('should keep the bound on rooms', async () => {
    await using party = await createParty({ limits: { roomsPerSocket: 1 } });
    const { ids, sockets } = await lobby(party);
    await expect(sockets.addRoomMembersToRooms('lobby', 'game')).rejects.toMatchObject({
      code: 'E_TOO_MANY_ROOMS',
    });
    expect(sockets.socketRooms(sockets.get(ids[0]))).toEqual([ids[0], 'lobby']);
  });
});

describe('leaveAll', () => {
  test('should take the members out of all rooms but their own', async () => {
    await using party = await createParty();
    const { ids, sockets } = await lobby(party);
    await sockets.join([...ids], 'other');
    await sockets.leaveAll('lobby');
    expect(sockets.socketRooms(sockets.get(ids[0]))).toEqual([ids[0]]);
    expect(sockets.socketRooms(sockets.get(ids[2]))).toEqual([ids[2], 'other']);
  });

  test('should keep them in the room itself, or take them out of their own, when told so', async () => {
    await using party = await createParty();
    const { ids, sockets } = await lobby(party);
    await sockets.join([...ids], 'other');
    await sockets.leaveAll('lobby', { includeSourceRoom: false });
    expect(sockets.socketRooms(sockets.get(ids[0]))).toEqual([ids[0], 'lobby']);
    await sockets.leaveAll('lobby', { includeSocketRooms: true });
    expect(sockets.socketRooms(sockets.get(ids[0]))).toEqual([]);
  });

  test('should call back in each of its forms, for unknown rooms too', async () => {
    await using party = await createParty();
    const calls: unknown[][] = [];
    const note = (...args: unknown[]) => calls.push(args);
    party.app.sockets.leaveAll('nowhere', note);
    party.app.sockets.leaveAll('nowhere', {}, note);
    party.app.sockets.leaveAll('nowhere', null, note);
    expect(calls).toEqual([[], [], []]);
  });
});
