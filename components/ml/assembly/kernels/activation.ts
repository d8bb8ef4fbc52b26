/** What follows a dense layer, in the order in which `model.load` declares them. */
export namespace Activation {
  export const NONE: i32 = 0, RELU: i32 = 1, SIGMOID: i32 = 2, TANH: i32 = 3, GELU: i32 = 4, SOFTMAX: i32 = 5;
}
export const activationNames = ['none', 'relu', 'sigmoid', 'tanh', 'gelu', 'softmax'];
