# Data files: .psd1 and .json, read without running anything. Needs
# Findings.ps1.

using namespace System.Management.Automation.Language

# What may stand in the project's .psd1 files.
$script:DataNodes = [Collections.Generic.HashSet[type]]::new([type[]] @(
        [ArrayExpressionAst], [ArrayLiteralAst], [CommandExpressionAst], [ConstantExpressionAst],
        [ConvertExpressionAst], [ExpandableStringExpressionAst], [HashtableAst], [NamedBlockAst],
        [ParenExpressionAst], [PipelineAst], [ScriptBlockAst], [ScriptBlockExpressionAst],
        [StatementBlockAst], [StringConstantExpressionAst], [SubExpressionAst], [TypeConstraintAst],
        [UnaryExpressionAst], [VariableExpressionAst]))

# True for every node, without running PowerShell for each.
$script:IsAnyNode = [Delegate]::CreateDelegate(
    [Func[Ast, bool]], [Ast], [type].GetMethod('IsInstanceOfType'))

# The table of a .psd1 file and its faults: `Table` is nothing where the file
# cannot be read.
function Read-DataFile {
    param([string] $FullPath, [string] $Path)
    $tokens = $null
    $errors = $null
    $text = [IO.File]::ReadAllText($FullPath)
    $ast = [Parser]::ParseInput($text, $FullPath, [ref] $tokens, [ref] $errors)
    $result = @{ Table = $null; Findings = @() }
    if ($errors) {
        $result.Findings = @(ConvertFrom-ParseError $Path $errors)
        return $result
    }
    $result.Findings = @(Test-DataNode $ast $Path)
    $statements = @(if ($ast.EndBlock) { $ast.EndBlock.Statements })
    $table = if ($statements.Count -eq 1) { Get-PureExpression $statements[0] } else { $null }
    if ($table -is [HashtableAst]) {
        $result.Table = $table
    } elseif (-not $result.Findings) {
        $result.Findings = @(
            New-ExtentFinding $Path $ast.Extent 'not-a-table' 'a data file is one table @{ ... }')
    }
    $result
}

# Whatever would have to be run.
function Test-DataNode {
    param([Ast] $Ast, [string] $Path)
    $blockEnd = -1
    foreach ($node in $Ast.FindAll($script:IsAnyNode, $true)) {
        if ($node.Extent.StartOffset -lt $blockEnd) { continue }
        if ($node -is [ScriptBlockExpressionAst]) { $blockEnd = $node.Extent.EndOffset }
        $what = $null
        if (-not $script:DataNodes.Contains($node.GetType())) {
            $what = $node.Extent.Text
        } elseif ($node -is [VariableExpressionAst]) {
            if (-not (Test-DataVariable $node)) { $what = $node.Extent.Text }
        } elseif ($node -is [ConvertExpressionAst]) {
            if ($node.Type.TypeName.Name -ne 'ordered') { $what = $node.Type.Extent.Text }
        }
        if ($what) {
            New-ExtentFinding $Path $node.Extent 'not-data' "'$what' cannot stand in a data file"
            return # what it holds would only repeat it
        }
    }
}

function Test-DataVariable {
    param([VariableExpressionAst] $Variable)
    $name = $Variable.VariablePath.UserPath
    $name -in 'true', 'false', 'null', 'PSScriptRoot' -or $name -like 'env:*'
}

# The expression that a statement is, without parentheses and [ordered].
function Get-PureExpression {
    param([Ast] $Node)
    while ($true) {
        if ($Node -is [PipelineAst]) { $Node = $Node.GetPureExpression() }
        elseif ($Node -is [ParenExpressionAst]) { $Node = $Node.Pipeline }
        elseif ($Node -is [ConvertExpressionAst]) { $Node = $Node.Child }
        else { return $Node }
    }
}

# The value of a table's key, as an expression; nothing where it is absent.
function Get-TableValue {
    param([HashtableAst] $Table, [string] $Key)
    foreach ($pair in $Table.KeyValuePairs) {
        if ((Get-KeyName $pair) -eq $Key) { return Get-PureExpression $pair.Item2 }
    }
}

function Get-KeyName {
    param($Pair)
    if ($Pair.Item1 -is [ConstantExpressionAst]) { "$($Pair.Item1.Value)" } else { $Pair.Item1.Extent.Text }
}

# The items of `@(...)`, `a, b`, or of one value.
function Get-ListItem {
    param([Ast] $Node)
    if ($Node -is [ArrayExpressionAst]) {
        foreach ($statement in $Node.SubExpression.Statements) {
            Get-ListItem (Get-PureExpression $statement)
        }
    } elseif ($Node -is [ArrayLiteralAst]) {
        foreach ($element in $Node.Elements) { Get-PureExpression $element }
    } elseif ($Node) {
        $Node
    }
}

# What an expression is: Boolean, Number, String, Table, List, Null, or Other
# where that shows only later, as of $env:NAME.
function Get-DataKind {
    param([Ast] $Node)
    if ($Node -is [VariableExpressionAst]) {
        $name = $Node.VariablePath.UserPath
        if ($name -in 'true', 'false') { return 'Boolean' }
        if ($name -eq 'null') { return 'Null' }
        return 'Other'
    }
    switch ($Node.GetType().Name) {
        'StringConstantExpressionAst' { 'String' }
        'ExpandableStringExpressionAst' { 'String' }
        'ConstantExpressionAst' { 'Number' }
        'UnaryExpressionAst' { 'Number' }
        'HashtableAst' { 'Table' }
        'ArrayExpressionAst' { 'List' }
        'ArrayLiteralAst' { 'List' }
        default { 'Other' }
    }
}

# The first fault of a JSON text, or nothing. Comments are fine.
function Test-JsonText {
    param([string] $FullPath, [string] $Path)
    $options = [Text.Json.JsonDocumentOptions]::new()
    $options.CommentHandling = 'Skip'
    try {
        [Text.Json.JsonDocument]::Parse([IO.File]::ReadAllText($FullPath), $options).Dispose()
    } catch {
        $fault = $_.Exception.GetBaseException()
        if ($fault -isnot [Text.Json.JsonException]) { throw }
        $message = $fault.Message -replace '\s*LineNumber: .*$'
        New-Finding $Path ($fault.LineNumber + 1) ($fault.BytePositionInLine + 1) 'json' $message
    }
}
