/** A person's window at the example's party: what a person sees there and can do. @module */
import type { Browser, Locator, Page } from 'playwright-core';

/** An entry of the live log. */
export interface LogEntry {
  kind: string;
  title: string;
  outcome: string;
}

/** The page of the party; it closes with the block that opened it. */
export class PartyWindow implements AsyncDisposable {
  readonly page: Page;
  readonly name: string;
  /** What went wrong in the page: uncaught errors, and errors on its console. */
  readonly errors: string[] = [];
  /** The address of everything that the page loaded. */
  readonly loaded: string[] = [];
  readonly #messages: Locator;

  private constructor(page: Page, name: string) {
    this.page = page;
    this.name = name;
    this.#messages = page.getByRole('log', { name: 'Messages' });
    page.on('pageerror', (error) => this.errors.push(error.message));
    page.on('console', (message) => message.type() === 'error' && this.errors.push(message.text()));
    page.on('request', (request) => this.loaded.push(request.url()));
  }

  /** Comes to the party, and waits until the others know. */
  static async open(browser: Browser, url: string, name: string): Promise<PartyWindow> {
    const context = await browser.newContext();
    context.setDefaultTimeout(30_000);
    await context.addInitScript((kept) => sessionStorage.setItem('name', kept), name);
    const window = new PartyWindow(await context.newPage(), name);
    await window.page.goto(url);
    await window.sees(`${name} joined the party!`);
    return window;
  }

  /** Waits until the chat shows a text. */
  async sees(text: string): Promise<void> {
    await this.#messages.getByText(text).last().waitFor();
  }

  /** What the chat shows, line by line, without times. */
  chat(): Promise<string[]> {
    return this.#messages.locator('.notice, .message p').allTextContents();
  }

  /** The label beside the writer of a message, if it has one. */
  async labelOf(text: string): Promise<string | null> {
    return this.#messages.locator('.message', { hasText: text }).locator('i').textContent();
  }

  /** Writes something in the room, and waits until this window shows it. */
  async say(text: string): Promise<void> {
    await this.page.getByLabel('Message', { exact: true }).fill(text);
    await this.page.getByRole('button', { name: 'Send' }).click();
    await this.sees(text);
  }

  async sayHello(): Promise<void> {
    await this.page.getByRole('button', { name: 'Say hello' }).click();
  }

  /** Goes to another room. */
  async enter(room: string): Promise<void> {
    await this.page.getByRole('button', { name: room, exact: true }).click();
    await this.sees(`Welcome to the ${room}.`);
  }

  async rename(name: string): Promise<void> {
    await this.page.getByLabel('You are').fill(name);
    await this.page.getByRole('button', { name: 'Rename' }).click();
  }

  /** Chooses how requests are sent. */
  async sendOver(transport: 'socket' | 'HTTP'): Promise<void> {
    await this.page.getByLabel(transport, { exact: true }).check();
  }

  /** Presses one of the addresses to try, and waits for its answer in the log. */
  async tryOut(address: string): Promise<LogEntry> {
    const asked = this.page.getByRole('list', { name: 'Live log' }).locator('.entry', { hasText: address });
    const before = await asked.count();
    await this.page.getByRole('button', { name: address }).click();
    const entry = asked.nth(before);
    await entry.locator('.outcome[data-good]').waitFor();
    const [kind, title, outcome] = await Promise.all(
      ['.kind', 'strong', '.outcome'].map((part) => entry.locator(part).textContent()),
    );
    return { kind: kind ?? '', title: title ?? '', outcome: outcome ?? '' };
  }

  /** Waits until somebody is on the list, and returns the room. */
  async roomOf(name: string): Promise<string | null> {
    return this.#guest(name).locator('small').textContent();
  }

  /** Waits until somebody is in a room. */
  async seesIn(name: string, room: string): Promise<void> {
    await this.#guest(name).filter({ hasText: room }).waitFor();
  }

  /** Waits until nobody of that name is on the list. */
  async missing(name: string): Promise<void> {
    await this.#guest(name).waitFor({ state: 'detached' });
  }

  /** Waits until the line says so. */
  async connection(status: string): Promise<void> {
    await this.page.getByRole('status').getByText(status, { exact: true }).waitFor();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.page.context().close();
  }

  #guest(name: string): Locator {
    return this.page
      .getByRole('list', { name: 'Who is here' })
      .getByRole('listitem')
      .filter({ hasText: name });
  }
}
