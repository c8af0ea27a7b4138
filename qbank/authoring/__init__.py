"""What instructors write: item models, objectives, blueprints, and the bank they live in."""
