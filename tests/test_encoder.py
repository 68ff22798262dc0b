"""The encoder gives what transformers gives, and groups texts so that little of what is read is padding."""

import pytest
import torch
from transformers import BertConfig, BertModel

from index.embedding import native_bfloat16
from index.encoder import Encoder, grouped

BFLOAT16 = pytest.param(
    torch.bfloat16, 0.05, marks=pytest.mark.skipif(not native_bfloat16(), reason="the CPU does not multiply bfloat16")
)


@pytest.mark.parametrize(("dtype", "tolerance"), [(torch.float32, 1e-6), BFLOAT16])
@pytest.mark.parametrize("lengths", [(7, 7), (3, 9, 5), (1,)])
def test_hidden_states_are_those_of_transformers(lengths, dtype, tolerance):
    torch.manual_seed(1)
    config = BertConfig(vocab_size=50, hidden_size=24, num_hidden_layers=3, num_attention_heads=4, intermediate_size=40)
    model = BertModel(config, add_pooling_layer=False).eval()
    mask = (torch.arange(max(lengths))[None, :] < torch.tensor(lengths)[:, None]).long()
    pieces = torch.randint(50, mask.shape)
    with torch.inference_mode():
        expected = model(input_ids=pieces, attention_mask=mask).last_hidden_state
        encoder = Encoder(model.to(dtype))
        found = encoder.hidden(encoder.embedded(pieces), mask)
    assert torch.allclose(found[mask == 1].float(), expected[mask == 1], atol=tolerance)


@pytest.mark.parametrize(
    ("pool", "groups"),
    [
        ([], []),
        ([2, 2, 3], [[2, 2, 3]]),
        ([2, 3, 4], [[2, 3], [4]]),  # three times four is more than nine
        ([20, 30], [[20], [30]]),  # longer than a group: alone
    ],
)
def test_a_group_with_its_padding_is_no_larger_than_allowed(pool, groups):
    assert list(grouped(pool, lambda length: length, 9)) == groups
