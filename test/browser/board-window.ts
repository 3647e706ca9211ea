/** A window with the example's board: what a person sees there and can do. @module */
import type { Browser, Locator, Page } from 'playwright-core';

/** The titles of the cards in each column, from top to bottom. */
export type Board = Record<string, string[]>;

/** The page of the board; it closes with the block that opened it. */
export class BoardWindow implements AsyncDisposable {
  readonly page: Page;
  /** What went wrong in the page: uncaught errors, and errors on its console. */
  readonly errors: string[] = [];
  /** The address of everything that the page loaded. */
  readonly loaded: string[] = [];

  private constructor(page: Page) {
    this.page = page;
    page.on('pageerror', (error) => this.errors.push(error.message));
    page.on('console', (message) => message.type() === 'error' && this.errors.push(message.text()));
    page.on('request', (request) => this.loaded.push(request.url()));
  }

  /** Opens the board, and waits until it is drawn. */
  static async open(browser: Browser, url: string): Promise<BoardWindow> {
    const context = await browser.newContext({ reducedMotion: 'reduce' });
    context.setDefaultTimeout(30_000);
    const window = new BoardWindow(await context.newPage());
    await window.page.goto(url);
    await window.card('Buy biscuits').waitFor();
    return window;
  }

  /** What the window shows, read at one moment. */
  columns(): Promise<Board> {
    return this.page
      .locator('.column')
      .evaluateAll((columns) =>
        Object.fromEntries(
          columns.map((column) => [
            column.querySelector('h2')?.textContent ?? '',
            [...column.querySelectorAll('.card .title')].map((title) => title.textContent ?? ''),
          ]),
        ),
      );
  }

  card(title: string): Locator {
    return this.page.getByRole('listitem').filter({ hasText: title });
  }

  column(title: string): Locator {
    return this.page.getByRole('list', { name: title });
  }

  /** Waits until a card is in a column. */
  async sees(title: string, column: string): Promise<void> {
    await this.column(column).getByRole('listitem').filter({ hasText: title }).waitFor();
  }

  /** Drops a card on the upper edge of another one. */
  async dragBefore(title: string, other: string): Promise<void> {
    await this.card(title).dragTo(this.card(other), { targetPosition: { x: 40, y: 4 } });
  }

  /** Drops a card at the end of a column. */
  async dragToEnd(title: string, column: string): Promise<void> {
    const list = this.column(column);
    const { height = 0 } = (await list.boundingBox()) ?? {};
    await this.card(title).dragTo(list, { targetPosition: { x: 40, y: height - 4 } });
  }

  /** Focuses a card and presses a key. */
  async press(title: string, key: string): Promise<void> {
    await this.card(title).press(key);
  }

  async add(title: string, column: string): Promise<void> {
    const input = this.page.locator('.column', { has: this.column(column) }).getByPlaceholder('Add a task');
    await input.fill(title);
    await input.press('Enter');
  }

  /** Waits for the words in which a change was refused. */
  async refusal(): Promise<string | null> {
    return this.page.getByRole('alert').textContent();
  }

  /** The id of the page's own socket. */
  socketId(): Promise<string> {
    return this.page.evaluate(() => String(Reflect.get(globalThis, 'io').socket.id));
  }

  /** Waits until the line says so. */
  async connection(status: string): Promise<void> {
    await this.page.locator('#connection').getByText(status, { exact: true }).waitFor();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.page.context().close();
  }
}
