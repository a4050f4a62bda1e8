# Rules about statements and conditions.

using namespace System.Management.Automation.Language

# A fault that is swallowed without a word. A comment is a word.
Add-Rule 'EmptyCatch' 'Warning' ([CatchClauseAst]) {
    param($file)
    process {
        if ($_.Body.Statements.Count) { return }
        $start = $_.Body.Extent.StartOffset
        $end = $_.Body.Extent.EndOffset
        foreach ($token in $file.Tokens) {
            if ($token.Kind -eq 'Comment' -and $token.Extent.StartOffset -gt $start -and
                $token.Extent.EndOffset -lt $end) { return }
        }
        New-Fault $_ 'This catch hides every error; handle it, or say in a comment why not.'
    }
}

# With a list on the left, -eq selects instead of comparing.
Add-Rule 'NullOnRight' 'Warning' ([BinaryExpressionAst]) {
    process {
        if ($_.Operator -notin 'Ieq', 'Ine', 'Ceq', 'Cne') { return }
        if ($_.Right.Extent.Text -eq '$null' -and $_.Left.Extent.Text -ne '$null') {
            New-Fault $_ '$null belongs on the left: a list on the left is filtered, not compared.'
        }
    }
}

# The conditions of if, while, do and for.
function Get-Condition {
    param([Ast] $Statement)
    if ($Statement -is [IfStatementAst]) {
        foreach ($clause in $Statement.Clauses) { $clause.Item1 }
    } elseif ($Statement -isnot [ForEachStatementAst]) {
        $Statement.Condition
    }
}

# `if ($a = 1)`; put in parentheses it is meant.
Add-Rule 'AssignmentInCondition' 'Warning' ([IfStatementAst], [LoopStatementAst]) {
    process {
        foreach ($condition in (Get-Condition $_)) {
            if ($condition -is [AssignmentStatementAst]) {
                New-Fault $condition 'This assigns; -eq compares. (In parentheses it is meant.)'
            }
        }
    }
}

# `if ($a > 1)` writes a file named 1.
Add-Rule 'RedirectionInCondition' 'Error' ([IfStatementAst], [LoopStatementAst]) {
    process {
        foreach ($condition in (Get-Condition $_)) {
            if ($condition -isnot [PipelineAst]) { continue }
            foreach ($element in $condition.PipelineElements) {
                foreach ($redirection in $element.Redirections) {
                    if ($redirection -isnot [FileRedirectionAst]) { continue }
                    if ($redirection.Location.Extent.Text -eq '$null') { continue }
                    New-Fault $redirection '> writes a file here; -gt and -lt compare.'
                }
            }
        }
    }
}

Add-Rule 'UnreachableCode' 'Warning' ([StatementBlockAst], [NamedBlockAst]) {
    process {
        $leaving = $null
        foreach ($statement in $_.Statements) {
            if ($leaving) {
                if ($statement -is [FunctionDefinitionAst]) { continue }
                $line = $leaving.Extent.StartLineNumber
                New-Fault $statement "This never runs: line $line leaves the block."
                return
            }
            if ($statement -is [ReturnStatementAst] -or $statement -is [ThrowStatementAst] -or
                $statement -is [ExitStatementAst] -or $statement -is [BreakStatementAst] -or
                $statement -is [ContinueStatementAst]) { $leaving = $statement }
        }
    }
}
