# Rules about statements and conditions.

using namespace System.Management.Automation.Language

# A fault that is swallowed without a word. A comment is a word.
Add-Rule 'EmptyCatch' 'Warning' ([CatchClauseAst]) {
    param($node, $file)
    if ($node.Body.Statements.Count) { return }
    $start = $node.Body.Extent.StartOffset
    $end = $node.Body.Extent.EndOffset
    foreach ($token in $file.Tokens) {
        if ($token.Kind -eq 'Comment' -and $token.Extent.StartOffset -gt $start -and
            $token.Extent.EndOffset -lt $end) { return }
    }
    'This catch hides every error; handle it, or say in a comment why not.'
}

# With a list on the left, -eq selects instead of comparing.
Add-Rule 'NullOnRight' 'Warning' ([BinaryExpressionAst]) {
    param($node)
    if ("$($node.Operator)" -notin 'Ieq', 'Ine', 'Ceq', 'Cne') { return }
    if ($node.Right -is [VariableExpressionAst] -and $node.Right.VariablePath.UserPath -eq 'null' -and
        -not ($node.Left -is [VariableExpressionAst] -and $node.Left.VariablePath.UserPath -eq 'null')) {
        '$null belongs on the left: a list on the left is filtered, not compared.'
    }
}

# The conditions of if, while, do and for.
function Get-Condition {
    param([Ast] $Statement)
    if ($Statement -is [IfStatementAst]) {
        foreach ($clause in $Statement.Clauses) { $clause.Item1 }
    } elseif ($Statement -is [LoopStatementAst] -and $Statement -isnot [ForEachStatementAst]) {
        $Statement.Condition
    }
}

# `if ($a = 1)`; put in parentheses it is meant.
Add-Rule 'AssignmentInCondition' 'Warning' ([StatementAst]) {
    param($node)
    foreach ($condition in (Get-Condition $node)) {
        if ($condition -is [AssignmentStatementAst]) {
            @{ Extent = $condition.Extent; Message = 'This assigns; -eq compares. (In parentheses it is meant.)' }
        }
    }
}

# `if ($a > 1)` writes a file named 1.
Add-Rule 'RedirectionInCondition' 'Error' ([StatementAst]) {
    param($node)
    foreach ($condition in (Get-Condition $node)) {
        if ($condition -isnot [PipelineAst]) { continue }
        foreach ($element in $condition.PipelineElements) {
            foreach ($redirection in $element.Redirections) {
                if ($redirection -isnot [FileRedirectionAst]) { continue }
                if ($redirection.Location.Extent.Text -eq '$null') { continue }
                @{
                    Extent  = $redirection.Extent
                    Message = '> writes a file here; -gt and -lt compare.'
                }
            }
        }
    }
}

Add-Rule 'UnreachableCode' 'Warning' ([Ast]) {
    param($node)
    if ($node -isnot [StatementBlockAst] -and $node -isnot [NamedBlockAst]) { return }
    for ($i = 0; $i -lt $node.Statements.Count - 1; $i++) {
        $statement = $node.Statements[$i]
        $leaves = $statement -is [ReturnStatementAst] -or $statement -is [ThrowStatementAst] -or
        $statement -is [ExitStatementAst] -or $statement -is [BreakStatementAst] -or
        $statement -is [ContinueStatementAst]
        $next = $node.Statements[$i + 1]
        if ($leaves -and $next -isnot [FunctionDefinitionAst]) {
            return @{
                Extent  = $next.Extent
                Message = "This never runs: line $($statement.Extent.StartLineNumber) leaves the block."
            }
        }
    }
}
