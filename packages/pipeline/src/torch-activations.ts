/** Activation functions that sentence-transformers' configurations name by their PyTorch class. */

/** What a function makes of one number. */
export type Activation = (value: number) => number;

const ACTIVATIONS: Readonly<Record<string, Activation>> = {
  Identity: (value) => value,
  Tanh: Math.tanh,
  ReLU: (value) => Math.max(0, value),
  Sigmoid: (value) => 1 / (1 + Math.exp(-value)),
  SiLU: (value) => value / (1 + Math.exp(-value)),
};

/** The function of a class such as `torch.nn.modules.linear.Identity`; `undefined` where it does not run here. */
export function torchActivation(path: string): Activation | undefined {
  const name = path.split('.').at(-1)!;
  return Object.hasOwn(ACTIVATIONS, name) ? ACTIVATIONS[name] : undefined;
}
