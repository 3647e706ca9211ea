/** The board in several windows of a real browser, which move its tasks about at once. @module */
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { openBrowser } from '../../packages/client/test/open-browser.ts';
import { appFolder } from '../../packages/telltale/test/app-folder.ts';
import { type Lifted, lift } from '../../packages/telltale/test/transports.ts';
import { type Board, BoardWindow } from './board-window.ts';
import { isSkipped } from './seed-pages.case.ts';

const appPath = join(import.meta.dirname, '../../examples/board');

interface Task {
  id: number;
  title: string;
  position: number;
  column: number;
}

function liftBoard(database = 'sqlite::memory:'): Promise<Lifted> {
  return lift({ appPath, datastores: { default: database } });
}

/** The board as the records have it. */
async function recorded(board: Lifted): Promise<Board> {
  const ask = board.via('http');
  const { body: columns } = await ask('GET /column');
  const { body: tasks } = await ask('GET /task', { data: { sort: 'position', limit: '1000' } });
  return Object.fromEntries(
    (columns as { id: number; title: string }[]).map(({ id, title }) => [
      title,
      (tasks as Task[]).filter(({ column }) => column === id).map((task) => task.title),
    ]),
  );
}

/** Waits until each window shows what the records say, and returns it. */
function settled(board: Lifted, ...windows: BoardWindow[]): Promise<Board> {
  return vi.waitFor(
    async () => {
      const expected = await recorded(board);
      for (const window of windows) expect(await window.columns()).toEqual(expected);
      return expected;
    },
    { timeout: 30_000, interval: 50 },
  );
}

/** Breaks the line of a window, which can't come back until it is online. */
async function breakLine(board: Lifted, window: BoardWindow): Promise<void> {
  const { conn } = board.app.sockets.get(await window.socketId());
  await window.page.context().setOffline(true);
  conn.close();
  await window.connection('reconnecting');
}

describe.skipIf(isSkipped)('the board', { timeout: 60_000 }, () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await openBrowser();
  });
  afterAll(() => browser?.close());

  test('should show a card where another window has dropped it', async () => {
    await using board = await liftBoard();
    await using one = await BoardWindow.open(browser, board.url);
    await using other = await BoardWindow.open(browser, board.url);
    await one.dragBefore('Paint the hull', 'Oil the winches');
    await other.sees('Paint the hull', 'Doing');
    await other.dragToEnd('Mend the mainsail', 'Done');
    await one.sees('Mend the mainsail', 'Done');
    expect(await settled(board, one, other)).toEqual({
      'To do': ['Check the life jackets'],
      Doing: ['Plot the course to the islands', 'Paint the hull', 'Oil the winches'],
      Done: ['Buy biscuits', 'Mend the mainsail'],
    });
    expect([...one.errors, ...other.errors]).toEqual([]);
  });

  test('should move a card by keyboard, which keeps the focus', async () => {
    await using board = await liftBoard();
    await using one = await BoardWindow.open(browser, board.url);
    await one.press('Check the life jackets', 'Shift+ArrowUp');
    await one.page.keyboard.press('Shift+ArrowUp');
    await one.page.keyboard.press('Shift+ArrowRight');
    await one.page.keyboard.press('Shift+ArrowDown');
    expect(await settled(board, one)).toMatchObject({
      'To do': ['Paint the hull', 'Mend the mainsail'],
      Doing: ['Plot the course to the islands', 'Check the life jackets', 'Oil the winches'],
    });
    await one.page.keyboard.press('ArrowUp');
    expect(await one.page.locator(':focus .title').textContent()).toBe('Plot the course to the islands');
  });

  test('should end alike in three windows that move cards at once', async () => {
    await using board = await liftBoard();
    await using one = await BoardWindow.open(browser, board.url);
    await using two = await BoardWindow.open(browser, board.url);
    await using three = await BoardWindow.open(browser, board.url);
    const titles = Object.values(await recorded(board)).flat();
    const keys = [
      'Shift+ArrowRight',
      'Shift+ArrowDown',
      'Shift+ArrowLeft',
      'Shift+ArrowUp',
      'Shift+ArrowRight',
    ];
    await Promise.all(
      [one, two, three].map(async (window, offset) => {
        for (let turn = 0; turn < 10; turn += 1) {
          const title = titles[(turn * (offset + 1)) % titles.length] ?? '';
          await window.press(title, keys[(turn + offset) % keys.length] ?? '');
        }
      }),
    );
    const end = await settled(board, one, two, three);
    expect(Object.values(end).flat().sort()).toEqual([...titles].sort());
    expect(end.Doing?.length).toBeLessThanOrEqual(3);
    await using late = await BoardWindow.open(browser, board.url);
    expect(await late.columns()).toEqual(end);
  });

  test('should keep both cards that two windows put into the same gap at once', async () => {
    await using board = await liftBoard();
    await using one = await BoardWindow.open(browser, board.url);
    await using other = await BoardWindow.open(browser, board.url);
    await Promise.all([
      one.dragBefore('Oil the winches', 'Buy biscuits'),
      other.dragBefore('Paint the hull', 'Buy biscuits'),
    ]);
    const { Done } = await settled(board, one, other);
    expect(Done?.slice(0, 2).sort()).toEqual(['Oil the winches', 'Paint the hull']);
    expect(Done?.[2]).toBe('Buy biscuits');
  });

  test('should put a card back that the server refuses', async () => {
    await using board = await liftBoard();
    await using one = await BoardWindow.open(browser, board.url);
    await using other = await BoardWindow.open(browser, board.url);
    await one.add('Feed the parrot', 'Doing');
    await other.sees('Feed the parrot', 'Doing');
    await one.dragBefore('Paint the hull', 'Oil the winches');
    expect(await one.refusal()).toBe('“Doing” is full: finish something first.');
    const { 'To do': toDo, Doing } = await settled(board, one, other);
    expect(toDo?.[0]).toBe('Paint the hull');
    expect(Doing).toHaveLength(3);
  });

  test('should give the last place to one when two windows want it at once', async () => {
    await using board = await liftBoard();
    await using one = await BoardWindow.open(browser, board.url);
    await using other = await BoardWindow.open(browser, board.url);
    await Promise.all([
      one.press('Paint the hull', 'Shift+ArrowRight'),
      other.press('Mend the mainsail', 'Shift+ArrowRight'),
    ]);
    await Promise.race([one, other].map((window) => window.page.getByRole('alert').waitFor()));
    const { Doing } = await settled(board, one, other);
    expect(Doing).toHaveLength(3);
  });

  test('should show what happened while the line was broken, and send what was moved meanwhile', async () => {
    await using board = await liftBoard();
    await using one = await BoardWindow.open(browser, board.url);
    await using other = await BoardWindow.open(browser, board.url);
    await breakLine(board, other);
    await one.dragToEnd('Paint the hull', 'Done');
    await one.add('Feed the parrot', 'To do');
    await one.card('Buy biscuits').getByRole('button', { name: 'Remove' }).click();
    await one.card('Buy biscuits').waitFor({ state: 'detached' });
    await other.press('Check the life jackets', 'Shift+ArrowUp');
    expect((await other.columns())['To do']?.slice(0, 2)).toEqual([
      'Paint the hull',
      'Check the life jackets',
    ]);
    await other.page.context().setOffline(false);
    await other.connection('connected');
    await one.column('To do').getByRole('listitem').first().getByText('Check the life jackets').waitFor();
    expect(await settled(board, one, other)).toEqual({
      'To do': ['Check the life jackets', 'Mend the mainsail', 'Feed the parrot'],
      Doing: ['Plot the course to the islands', 'Oil the winches'],
      Done: ['Paint the hull'],
    });
    await one.press('Paint the hull', 'Shift+ArrowLeft');
    await other.sees('Paint the hull', 'Doing');
  });

  test('should give all cards new numbers when none is left between two', async () => {
    await using board = await liftBoard();
    const ask = board.via('http');
    const positions = [1, 1 + Number.EPSILON, 1 + Number.EPSILON];
    for (const [index, position] of positions.entries()) {
      await ask('POST /task', { data: { title: `Knot ${index}`, column: 3, position } });
    }
    await using one = await BoardWindow.open(browser, board.url);
    await using other = await BoardWindow.open(browser, board.url);
    await one.dragBefore('Paint the hull', 'Knot 2');
    await other.sees('Paint the hull', 'Done');
    await vi.waitFor(
      async () =>
        expect((await settled(board, one, other)).Done).toEqual([
          'Knot 0',
          'Knot 1',
          'Paint the hull',
          'Knot 2',
          'Buy biscuits',
        ]),
      { timeout: 30_000 },
    );
  });

  test('should add, rename, assign and remove a card in both windows', async () => {
    await using board = await liftBoard();
    await using one = await BoardWindow.open(browser, board.url);
    await using other = await BoardWindow.open(browser, board.url);
    await one.add('<b>Feed</b> the parrot', 'To do');
    await other.sees('<b>Feed</b> the parrot', 'To do');
    await other.press('<b>Feed</b> the parrot', 'Enter');
    await other.page.keyboard.type('Feed the cat');
    await other.page.keyboard.press('Enter');
    await one.sees('Feed the cat', 'To do');
    await one.card('Feed the cat').getByRole('button', { name: 'Assigned to nobody' }).click();
    await other.card('Feed the cat').getByRole('button', { name: 'Assigned to Ada' }).waitFor();
    await other.card('Feed the cat').hover();
    await other.card('Feed the cat').getByRole('button', { name: 'Remove' }).click();
    await one.card('Feed the cat').waitFor({ state: 'detached' });
    await settled(board, one, other);
    expect([...one.errors, ...other.errors]).toEqual([]);
  });

  test('should say what came into a column, whoever moved it', async () => {
    await using board = await liftBoard();
    await using one = await BoardWindow.open(browser, board.url);
    const { body } = await board.via('http')('PATCH /task/1', { data: { column: 3 } });
    expect(body).toMatchObject({ id: 1, column: 3 });
    await one.page.getByRole('status').getByText('“Paint the hull” came to Done').waitFor();
    await board.via('http')('POST /task', { data: { title: 'Fly a flag', column: 1, position: 1 } });
    await one.page.getByRole('status').getByText('“Fly a flag” came to To do').waitFor();
  });

  test('should keep the board when the page is loaded again, and when the server is', async () => {
    await using folder = await appFolder({});
    const database = `sqlite:${join(folder.path, 'board.db')}`;
    let before: Board;
    {
      await using board = await liftBoard(database);
      await using one = await BoardWindow.open(browser, board.url);
      await one.dragBefore('Buy biscuits', 'Paint the hull');
      before = await settled(board, one);
      expect(before['To do']?.[0]).toBe('Buy biscuits');
      await one.page.reload();
      expect(await settled(board, one)).toEqual(before);
    }
    await using board = await liftBoard(database);
    await using one = await BoardWindow.open(browser, board.url);
    expect(await settled(board, one)).toEqual(before);
  });

  test('should load nothing from elsewhere', async () => {
    await using board = await liftBoard();
    await using one = await BoardWindow.open(browser, board.url);
    expect(one.loaded.length).toBeGreaterThan(5);
    expect(one.loaded.filter((url) => !url.startsWith(board.url))).toEqual([]);
  });
});

describe('the records of the board', () => {
  test('should let everybody read columns and people, and nobody change them', async () => {
    await using board = await liftBoard();
    const ask = board.via('http');
    const statuses = [];
    for (const address of [
      'GET /column',
      'GET /person',
      'POST /column',
      'PATCH /column/1',
      'DELETE /person/1',
      'PUT /column/1/tasks/1',
    ]) {
      statuses.push((await ask(address)).status);
    }
    expect(statuses).toEqual([200, 200, 403, 403, 403, 403]);
  });

  test('should tell who moves a card what all are told, before the answer', async () => {
    await using board = await liftBoard();
    const ask = board.via('socket');
    await ask('GET /task');
    const heard: unknown[] = [];
    (await board.client()).on('task', (notification) => heard.push(notification));
    await ask('PATCH /task/1', { data: { position: 7 } });
    expect(heard).toMatchObject([{ verb: 'updated', id: 1, data: { position: 7 } }]);
  });

  test('should refuse a column that there is not, and one that is full', async () => {
    await using board = await liftBoard();
    const ask = board.via('http');
    const task = { title: 'Feed the parrot', position: 1 };
    const move = (column: unknown) => ask('PATCH /task/1', { data: { column } });
    expect(await move(9)).toMatchObject({ status: 409, body: { message: 'There is no such column.' } });
    expect((await move({})).status).toBe(400);
    expect((await move(null)).status).toBe(400);
    expect(await ask('POST /task', { data: { ...task, column: 2 } })).toMatchObject({ status: 200 });
    expect(await ask('POST /task', { data: { ...task, column: 2 } })).toMatchObject({ status: 409 });
    expect(await move(2)).toMatchObject({ status: 409 });
    expect(await ask('PATCH /task/4', { data: { column: 2, title: 'Stay' } })).toMatchObject({ status: 200 });
    expect((await recorded(board)).Doing).toHaveLength(3);
  });
});
