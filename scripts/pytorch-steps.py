#!/usr/bin/env python3
"""Writes src/optim/golden/pytorch-steps.json: three steps of each optimiser, by PyTorch (Debian's python3-torch).

PyTorch has no SOAP: the class below is written after the paper alone, in float64, with PyTorch's tensor products and QR.
"""
import json
import math
import pathlib

import torch

LEARNING_RATE = 0.01
VECTOR = {
    'shape': [5],
    'weight': [0.5, -1.25, 2.0, 0.0, 0.001],
    'gradients': [[0.1, -2.0, 0.003, 1.0, 0.0], [-0.2, 1.5, 0.004, 1.0, 0.0], [0.05, -0.5, -0.001, 1.0, 1e-4]],
}
torch.manual_seed(1)
FILTER = {'shape': [4, 3, 1, 2], 'weight': torch.randn(24).tolist(), 'gradients': [torch.randn(24).tolist() for _ in range(3)]}


class Soap(torch.optim.Optimizer):
    """One basis for each of the modes O, I and kh*kw, remade after every step."""

    def __init__(self, params, lr, beta1, beta2, beta3, eps=1e-8):
        super().__init__(params, dict(lr=lr, beta1=beta1, beta2=beta2, beta3=beta3, eps=eps))

    def step(self):
        for group in self.param_groups:
            for p in group['params']:
                self.update(p, **{k: v for k, v in group.items() if k != 'params'})

    def update(self, p, lr, beta1, beta2, beta3, eps, **_):
        o, i, *kernel = p.shape
        grad = p.grad.double().reshape(o, i, math.prod(kernel))
        state = self.state[p]
        if not state:
            state.update(t=0, m=torch.zeros_like(grad), v=torch.zeros_like(grad))
            state['C'] = [torch.zeros(n, n, dtype=torch.float64) for n in grad.shape]
            state['Q'] = [torch.eye(n, dtype=torch.float64) for n in grad.shape]
        state['t'] += 1
        to = lambda x: torch.einsum('abc,ai,bj,ck->ijk', x, *state['Q'])
        back = lambda x: torch.einsum('ijk,ai,bj,ck->abc', x, *state['Q'])
        state['m'] = beta1 * state['m'] + (1 - beta1) * grad
        state['v'] = beta2 * state['v'] + (1 - beta2) * to(grad) ** 2
        m = to(state['m']) / (1 - beta1 ** state['t'])
        v = state['v'] / (1 - beta2 ** state['t'])
        p.data -= lr * back(m / (v.sqrt() + eps)).reshape(p.shape).to(p.dtype)
        for mode in range(3):
            unfolded = grad.movedim(mode, 0).flatten(1)
            state['C'][mode] = beta3 * state['C'][mode] + (1 - beta3) * unfolded @ unfolded.T
            state['Q'][mode] = torch.linalg.qr(state['C'][mode] @ state['Q'][mode])[0]


CASES = [
    ('sgd', VECTOR, {'momentum': 0.9}, lambda p: torch.optim.SGD(p, LEARNING_RATE, momentum=0.9)),
    ('sgd', VECTOR, {'momentum': 0.0}, lambda p: torch.optim.SGD(p, LEARNING_RATE)),
    ('adam', VECTOR, {'beta1': 0.9, 'beta2': 0.999, 'eps': 1e-8}, lambda p: torch.optim.Adam(p, LEARNING_RATE)),
    ('adam', VECTOR, {'beta1': 0.5, 'beta2': 0.99, 'eps': 1e-3}, lambda p: torch.optim.Adam(p, LEARNING_RATE, betas=(0.5, 0.99), eps=1e-3)),
    ('soap', VECTOR, {'beta1': 0.9, 'beta2': 0.999, 'beta3': 0.9, 'eps': 1e-8, 'refreshEvery': 1}, lambda p: torch.optim.Adam(p, LEARNING_RATE)),
    ('soap', FILTER, {'beta1': 0.9, 'beta2': 0.99, 'beta3': 0.9, 'eps': 1e-8, 'refreshEvery': 1}, lambda p: Soap(p, LEARNING_RATE, 0.9, 0.99, 0.9)),
]


def steps(make, shape, weight, gradients):
    weight = torch.tensor(weight).reshape(shape).requires_grad_()
    optimizer = make([weight])
    after = []
    for gradient in gradients:
        weight.grad = torch.tensor(gradient).reshape(shape)
        optimizer.step()
        after.append(weight.flatten().tolist())
    return after


cases = [{'optimizer': name, 'options': options, **given, 'weights': steps(make, **given)} for name, given, options, make in CASES]
golden = {'pytorch': torch.__version__, 'learningRate': LEARNING_RATE, 'cases': cases}
path = pathlib.Path(__file__).parent.parent / 'src/optim/golden/pytorch-steps.json'
path.write_text(json.dumps(golden, indent=1) + '\n')
