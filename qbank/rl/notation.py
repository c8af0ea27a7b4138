"""How derived lines print the field's quantities: the notation of the RLHF literature, decided here alone.

Stems written by hand keep to the same symbols. V is read at sₜ = (x, y_{<t}), the prompt and the tokens so far
(Xiao & Zhu 2025, arXiv:2501.09223, chapter 4).
"""

from collections.abc import Sequence

NOTATION = {
    "reward": "r_t",
    "rewards": "r",
    "discount": r"\gamma",
    "value": r"V_\omega(\mathbf{x}, \mathbf{y}_{<t})",
    "next_value": r"V_\omega(\mathbf{x}, \mathbf{y}_{<t+1})",
    "prediction": r"V_\omega(\mathbf{x}, \mathbf{y}_{<t})",
    "advantage": "A_t",
    "td_error": r"\delta_t",
    "td_target": r"\hat{V}_t",
    "target": r"\hat{V}_t",
    "targets": r"\hat{V}",
    "predictions": r"V",
    "values": "V",
    "gae_lambda": r"\lambda",
    "gae": r"\hat{A}",
    "loss": r"\mathcal{L}",
    "squared_error": r"\mathcal{L}",
    "discounted_return": "G_0",
    "returns": "G",
    "recursive_return": "G_t",
    "next_return": "G_{t+1}",
    "constant_reward_return": "G_0",
    "n_step_return": "G_{0:n}",
    "first_rewards": "r",
    "reached_value": "V(s_n)",
    "episode_return": "G_0",
    "bootstrap_value": "V(s_T)",
    "lambda_return": r"G_0^{\lambda}",
    "recursive_lambda_return": r"G_t^{\lambda}",
    "next_lambda_return": r"G_{t+1}^{\lambda}",
    "trace_decay": r"\lambda",
    "state_value": "V(s)",
    "action_value": "Q(s_t, a_t)",
    "policy": r"\pi",
    "action_values": "Q",
    "transition": "p",
    "transitions": "p",
    "next_values": "V",
    "state_values": "V",
    "next_action_values": "Q",
    "expectation_backup": "V(s)",
    "optimality_backup": "V(s)",
    "q_expectation_backup": "Q(s, a)",
    "q_optimality_backup": "Q(s, a)",
    "greedy_value": "V(s)",
    "policy_evaluation_sweep": r"V_{\text{new}}",
    "td_target_at_end": r"\hat{V}_t",
    "terminated": "d_t",
    "td_update": r"V_{\text{new}}(s_t)",
    "step_size": r"\alpha",
    "monte_carlo_update": r"V_{\text{new}}(s_t)",
    "sampled_return": "G_t",
    "monte_carlo_error": "G_0 - V_0",
    "sarsa_update": r"Q_{\text{new}}(s_t, a_t)",
    "next_action_value": "Q(s_{t+1}, a_{t+1})",
    "expected_sarsa_update": r"Q_{\text{new}}(s_t, a_t)",
    "next_policy": r"\pi",
    "q_learning_update": r"Q_{\text{new}}(s_t, a_t)",
    "double_q_update": r"Q_{\text{new}}(s_t, a_t)",
    "other_action_values": "Q'",
    "eligibility_trace": "z_t",
    "trace": "z_t",
    "previous_trace": "z_{t-1}",
    "visited": "x_t",
    "visits": "x",
    "trace_after_visits": "z_{T-1}",
    "td_lambda_update": r"V_{\text{new}}(s)",
    "epsilon": r"\epsilon",
    "epsilon_greedy": r"\pi",
    "boltzmann": r"\pi",
    "temperature": r"\tau",
    "ucb_score": r"\text{UCB}_t(a)",
    "ucb1_score": r"\text{UCB1}(a)",
    "exploration_coef": "c",
    "steps": "t",
    "pulls": "N(a)",
    "estimate": "Q(a)",
    "sample_average": "Q(a)",
    "taken": "x",
    "sample_average_update": r"Q_{\text{new}}(a)",
    "constant_step_update": r"Q_{\text{new}}(a)",
    "recency_weighted_average": "Q_T",
    "initial_value": "Q_0",
    "pseudo_regret": r"\bar{R}",
    "means": r"\mu",
    "realised_regret": r"\hat{R}",
    "best_mean": r"\mu^*",
    "explained_variance": r"\text{EV}",
    "estimation_bias": r"\text{bias}",
    "maximization_bias": r"\text{bias}",
    "estimates": r"\hat{Q}",
    "mean_squared_value_error": r"\overline{\text{VE}}",
    "true_values": r"v_\pi",
    "state_distribution": r"\mu",
    "weights": "w",
    "features": "x",
    "next_features": "x'",
    "learning_rate": r"\alpha",
    "linear_value": r"V_w(s_t)",
    "monte_carlo_weight_step": "w",
    "semi_gradient_step": "w",
    "residual_gradient_step": "w",
    "td_fixed_point": r"w_{\text{TD}}",
    "target_prob": r"\pi(a_t \mid s_t)",
    "behavior_prob": r"b(a_t \mid s_t)",
    "target_probs": r"\pi",
    "behavior_probs": "b",
    "importance_ratio": r"\rho",
    "importance_ratios": r"\rho",
    "ratios": r"\rho",
    "ordinary_importance_sampling": r"V",
    "weighted_importance_sampling": r"V",
    "weighted_average_update": r"V_{\text{new}}(s_t)",
    "cumulative_ratio": "C",
    "per_decision_return": r"\tilde{G}_0",
    "effective_sample_size": r"N_{\text{eff}}",
    "off_policy_td_update": r"V_{\text{new}}(s_t)",
    "vtrace_target": r"\hat{V}_0",
    "ratio_clip": r"\bar{\rho}",
    "trace_clip": r"\bar{c}",
    "retrace_coefficient": "c_t",
    "retrace_target": r"\hat{Q}_0",
    "taken_values": "Q",
    "expected_values": r"\bar{Q}",
    "average_reward": r"\bar{r}",
    "differential_return": "G_0",
    "differential_td_error": r"\delta_t",
    "action_advantage": "A(s_t, a_t)",
    "gae_step": r"\hat{A}_t",
    "next_advantage": r"\hat{A}_{t+1}",
    "advantages": r"\hat{A}",
    "stabiliser": r"\varepsilon",
    "whitened_advantages": r"\tilde{A}",
    "group_rewards": "r",
    "group_relative_advantages": r"\hat{A}",
    "leave_one_out_advantages": r"\hat{A}",
    "preferences": "H",
    "action": "a_t",
    "softmax_policy": r"\pi",
    "softmax_score": r"\nabla \log \pi",
    "gradient_bandit_update": r"H^{\text{new}}",
    "baseline": "b",
    "parameter": r"\theta",
    "score": r"\nabla_\theta \log \pi_\theta",
    "time": "t",
    "reinforce_update": r"\theta^{\text{new}}",
    "reinforce_baseline_update": r"\theta^{\text{new}}",
    "policy_gradient_loss": r"\mathcal{L}^{\text{PG}}",
    "entropy": r"\mathcal{H}(\pi)",
    "objective": "J",
    "entropy_coef": "c_2",
    "entropy_regularised_objective": r"J^{\text{ent}}",
    "prob": r"\pi_\theta(a_t \mid s_t)",
    "old_prob": r"\pi_{\theta_{\text{old}}}(a_t \mid s_t)",
    "log_prob": r"\log \pi_\theta(y_t)",
    "old_log_prob": r"\log \pi_{\theta_{\text{old}}}(y_t)",
    "ref_log_prob": r"\log \pi_{\text{ref}}(y_t)",
    "log_probs": r"\log \pi_\theta",
    "old_log_probs": r"\log \pi_{\theta_{\text{old}}}",
    "ref_log_probs": r"\log \pi_{\text{ref}}",
    "ratio": r"\rho_t",
    "policy_ratio": r"\rho_t",
    "policy_ratio_from_logs": r"\rho_t",
    "clip_epsilon": r"\epsilon",
    "clipped_surrogate": r"L^{\text{CLIP}}_t",
    "clipped_surrogate_mean": r"L^{\text{CLIP}}",
    "surrogate": r"L^{\text{CLIP}}",
    "clip_fraction": r"f_{\text{clip}}",
    "old_value": r"V_{\text{old}}",
    "clipped_value_loss": r"L^{\text{VF}}",
    "value_loss": r"L^{\text{VF}}",
    "value_coef": "c_1",
    "ppo_objective": r"L^{\text{PPO}}",
    "kl_penalised_surrogate": r"L^{\text{KLPEN}}",
    "kl_coef": r"\beta",
    "kl": r"\text{KL}",
    "target_kl": r"\text{KL}_{\text{target}}",
    "gain": "K",
    "adaptive_kl_coef": r"\beta^{\text{new}}",
    "proportional_kl_coef": r"\beta^{\text{new}}",
    "ref_policy": r"\pi_{\text{ref}}",
    "kl_divergence": r"\text{KL}",
    "kl_k1": "k_1",
    "kl_k2": "k_2",
    "kl_k3": "k_3",
    "kl_shaped_reward": r"r^{\text{KL}}",
    "kl_shaped_rewards": r"r^{\text{KL}}",
    "response_reward": r"r(\mathbf{x}, \mathbf{y})",
    "sequence_log_prob": r"\log \pi_\theta(\mathbf{y} \mid \mathbf{x})",
    "perplexity": r"\text{PPL}",
    "token_policy_loss": r"\mathcal{L}",
    "chosen_reward": "r_w",
    "rejected_reward": "r_l",
    "chosen_rewards": "r^w",
    "rejected_rewards": "r^l",
    "ranked_rewards": "r",
    "bradley_terry": r"P(\mathbf{y}_w \succ \mathbf{y}_l)",
    "reward_model_loss": r"\mathcal{L}^{\text{RM}}",
    "reward_model_batch_loss": r"\mathcal{L}^{\text{RM}}",
    "ranking_loss": r"\mathcal{L}^{\text{RM}}",
    "reward_model_gradient": r"\frac{\partial \mathcal{L}^{\text{RM}}}{\partial (r_w - r_l)}",
    "implicit_reward": r"\hat{r}",
    "chosen_log_prob": r"\log \pi_\theta(\mathbf{y}_w)",
    "chosen_ref_log_prob": r"\log \pi_{\text{ref}}(\mathbf{y}_w)",
    "rejected_log_prob": r"\log \pi_\theta(\mathbf{y}_l)",
    "rejected_ref_log_prob": r"\log \pi_{\text{ref}}(\mathbf{y}_l)",
    "dpo_margin": r"\hat{r}_w - \hat{r}_l",
    "dpo_loss": r"\mathcal{L}^{\text{DPO}}",
    "dpo_gradient_weight": "w",
    "margins": "m",
    "dpo_accuracy": r"\text{accuracy}",
    "tau": r"\tau",
    "ipo_loss": r"\mathcal{L}^{\text{IPO}}",
    "samples": "n",
    "success_prob": "p",
    "best_of_n_success": r"P_n",
    "best_of_n_kl_bound": r"\text{KL}_n",
}
"""LaTeX for each name that parameters and quantities may have. A list's elements get an index: ``rewards[2]`` is r₂."""


NEW_WEIGHT = (r"w_{{{0}}}^{{\text{{new}}}}", "")

ELEMENTS = {
    ("log_probs", 1): (r"\log \pi_\theta(y_{{{}}})", ""),
    ("old_log_probs", 1): (r"\log \pi_{{\theta_{{\text{{old}}}}}}(y_{{{}}})", ""),
    ("ref_log_probs", 1): (r"\log \pi_{{\text{{ref}}}}(y_{{{}}})", ""),
    ("ref_policy", 1): (r"\pi_{{\text{{ref}}}}({} \mid s)", "a"),
    ("softmax_policy", 1): (r"\pi({} \mid s)", "a"),
    ("policy", 1): (r"\pi({} \mid s)", "a"),
    ("policy", 2): (r"\pi({1} \mid {0})", "s", "a"),
    ("action_values", 1): ("Q(s, {})", "a"),
    ("pulls", 1): ("N({})", "a"),
    ("means", 1): (r"\mu({})", "a"),
    ("epsilon_greedy", 1): (r"\pi({} \mid s)", "a"),
    ("estimates", 1): (r"\hat{{Q}}(s, {})", "a"),
    ("true_values", 1): (r"v_\pi({})", "s"),
    ("state_distribution", 1): (r"\mu({})", "s"),
    ("monte_carlo_weight_step", 1): NEW_WEIGHT,
    ("semi_gradient_step", 1): NEW_WEIGHT,
    ("residual_gradient_step", 1): NEW_WEIGHT,
    ("taken_values", 1): ("Q(s_{{{0}}}, a_{{{0}}})", ""),
    ("next_policy", 1): (r"\pi({} \mid s_{{t+1}})", "a"),
    ("next_action_values", 1): ("Q(s_{{t+1}}, {})", "a"),
    ("other_action_values", 1): ("Q'(s_{{t+1}}, {})", "a"),
    ("next_action_values", 2): ("Q({}, {})", "s", "a"),
    ("transition", 1): (r"p({} \mid s, a)", "s"),
    ("transition", 2): (r"p({1} \mid s, {0})", "a", "s"),
    ("transitions", 2): (r"p({1} \mid {0})", "s", "s"),
    ("next_values", 1): ("V({})", "s"),
    ("state_values", 1): ("V({})", "s"),
    ("policy_evaluation_sweep", 1): (r"V_{{\text{{new}}}}({})", "s"),
}
"""Lists and tables (their name, how many indices) whose elements are written with the indices in their places and not below the
symbol, and the letters that are indexed there; without a letter, the index stands by itself.

``policy[2]`` is π(a₂|s), and ``policy[a]`` with the letter itself as index is π(a|s).
"""

ACTIONS = (
    *(
        "policy",
        "ref_policy",
        "preferences",
        "action_values",
        "next_policy",
        "next_action_values",
        "other_action_values",
    ),
    *("pulls", "means"),
)
STATES = ("transition", "transitions", "next_values", "state_values", "true_values", "state_distribution")

NUMBERED = {
    "reward": "r_{}",
    "return": "G_{}",
    "value": "V(s_{})",
    "ratio": r"\rho_{}",
    "policy": r"\pi_{}",
    "ref_policy": r"\pi_{{\text{{ref}},{}}}",
    "log_prob": r"\log \pi_\theta(y_{})",
    "ref_log_prob": r"\log \pi_{{\text{{ref}}}}(y_{})",
    "target_prob": r"\pi(a_{0} \mid s_{0})",
    "behavior_prob": r"b(a_{0} \mid s_{0})",
    "chosen_reward": "r^w_{}",
    "rejected_reward": "r^l_{}",
    "advantage": "A_{}",
}
"""Quantities of which a question has several, told apart by a digit behind their names: ``reward_1`` is r₁."""

LENGTHS = (
    dict.fromkeys(("targets", "predictions"), "M")
    | dict.fromkeys(("returns", "importance_ratios", "chosen_rewards", "rejected_rewards", "margins"), "N")
    | dict.fromkeys(("group_rewards",), "G")
    | dict.fromkeys(("first_rewards",), "n")
    | dict.fromkeys(("ranked_rewards",), "K")
    | dict.fromkeys(ACTIONS, r"\left|\mathcal{A}\right|")
    | dict.fromkeys(STATES, r"\left|\mathcal{S}\right|")
)
"""LaTeX for how many elements a list or table has, where that is not T."""

WHOLE = frozenset({*ACTIONS, *STATES, "features", "weights"})
"""Lists over all of which a sum runs that shows its index alone: Σₐ, not Σ from 0 to |A| − 1."""


def notation(name: str, *, length: bool = False) -> str:
    r"""The LaTeX of a quantity (its symbol, a single letter as it is, another name as its words), or of a list's length.

    >>> notation("discount"), notation("k"), notation("batch_size")
    ('\\gamma', 'k', '\\text{batch size}')

    >>> notation("reward_1"), notation("log_prob_2")
    ('r_1', '\\log \\pi_\\theta(y_2)')
    """
    if length:
        return LENGTHS.get(name, "T")
    if len(name) == 1 and name.isascii():
        return name
    return _known(name) or rf"\text{{{name.replace('_', ' ')}}}"


def has_symbol(name: str) -> bool:
    """Whether a quantity of this name is printed as a symbol of the field, not as its words.

    >>> has_symbol("reward"), has_symbol("reward_1"), has_symbol("batch_size")
    (True, True, False)
    """
    return _known(name) is not None


def _known(name: str) -> str | None:
    first, _, digit = name.rpartition("_")
    if first in NUMBERED and len(digit) == 1 and digit.isdigit():
        return NUMBERED[first].format(digit)
    return NOTATION.get(name)


def element(name: str, indices: Sequence[str]) -> str:
    r"""The LaTeX of an element of a list or table, given that of its indices.

    >>> element("rewards", ["t"]), element("policy", ["a"]), element("policy", ["0"])
    ('r_{t}', '\\pi(a \\mid s)', '\\pi(a_{0} \\mid s)')
    """
    if (name, len(indices)) not in ELEMENTS:
        return f"{notation(name)}_{{{', '.join(indices)}}}"
    template, *letters = ELEMENTS[name, len(indices)]
    return template.format(*map(_indexed, letters, indices))


def _indexed(letter: str, index: str) -> str:
    if letter and letter != index and index.isalnum():
        return f"{letter}_{{{index}}}"
    return index
