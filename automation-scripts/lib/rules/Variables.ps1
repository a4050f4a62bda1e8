# Rules about variables.

using namespace System.Management.Automation.Language

# PowerShell sets these itself; some refuse to be assigned, others lose it.
$script:AutomaticVariables = @(
    '?', 'args', 'ConsoleFileName', 'Error', 'Event', 'EventArgs', 'EventSubscriber',
    'ExecutionContext', 'false', 'foreach', 'HOME', 'Host', 'input', 'IsCoreCLR', 'IsLinux', 'IsMacOS',
    'IsWindows', 'Matches', 'MyInvocation', 'PID', 'PSBoundParameters', 'PSCmdlet', 'PSCommandPath',
    'PSCulture', 'PSEdition', 'PSHOME', 'PSScriptRoot', 'PSUICulture', 'PSVersionTable', 'PWD', 'Sender',
    'ShellId', 'StackTrace', 'switch', 'this', 'true'
)

# Assigned to be read by PowerShell.
$script:SettingVariables = @('null', 'OFS', 'LASTEXITCODE', 'PSDefaultParameterValues', 'PSStyle', '_')

# The variables that a statement assigns: one, or the items of `$a, $b = …`.
function Get-AssignedVariable {
    param([ExpressionAst] $Left)
    while ($Left -is [AttributedExpressionAst]) { $Left = $Left.Child }
    if ($Left -is [VariableExpressionAst]) { return $Left }
    if ($Left -is [ArrayLiteralAst]) {
        foreach ($item in $Left.Elements) { Get-AssignedVariable $item }
    }
}

function Test-SettingVariable {
    param([string] $Name)
    $Name -in $script:SettingVariables -or $Name -like '*Preference' -or $Name.Contains(':')
}

# A function's own block, or a script that is a program: one with a param
# block. What else stands at the top of a file is for whoever dot-sources it.
function Test-ClosedBlock {
    param([ScriptBlockAst] $Block)
    if ($Block.Parent -is [FunctionDefinitionAst]) { return $true }
    $null -eq $Block.Parent -and $null -ne $Block.ParamBlock
}

# Only written here: `$a = 1`, not `$a += 1`.
function Test-AssignmentTarget {
    param([Ast] $Variable)
    $inner = $Variable
    $outer = $Variable.Parent
    while ($outer -is [ArrayLiteralAst] -or $outer -is [AttributedExpressionAst]) {
        $inner = $outer
        $outer = $outer.Parent
    }
    $outer -is [AssignmentStatementAst] -and $outer.Left -eq $inner -and $outer.Operator -eq 'Equals'
}

$script:UseOfBlock = [Collections.Generic.Dictionary[object, object]]::new()

# What a block reads, the functions in it included: Names, and Whole where it
# takes all of its parameters at once. Kept, as each parameter asks.
function Get-VariableUse {
    param([ScriptBlockAst] $Block)
    if ($script:UseOfBlock.ContainsKey($Block)) { return $script:UseOfBlock[$Block] }
    $use = @{
        Names = [Collections.Generic.HashSet[string]]::new([StringComparer]::OrdinalIgnoreCase)
        Whole = $false
    }
    foreach ($variable in (Find-Node $Block ([VariableExpressionAst]))) {
        $parent = $variable.Parent
        if ($parent -is [ParameterAst] -and $parent.Name -eq $variable) { continue }
        if ($parent -is [AssignmentStatementAst] -or $parent -is [AttributedExpressionAst] -or
            $parent -is [ArrayLiteralAst]) {
            if (Test-AssignmentTarget $variable) { continue }
        }
        $name = $variable.VariablePath.UserPath
        $colon = $name.IndexOf(':') # `$using:name`, `$script:name`
        [void] $use.Names.Add($(if ($colon -lt 0) { $name } else { $name.Substring($colon + 1) }))
        if ($name -in 'PSBoundParameters', 'MyInvocation', 'PSCmdlet') {
            $use.Whole = $use.Whole -or (Get-OwningBlock $variable) -eq $Block
        }
    }
    $script:UseOfBlock[$Block] = $use
    $use
}

Add-Rule 'AutomaticVariable' 'Error' ([AssignmentStatementAst]) {
    process {
        foreach ($variable in (Get-AssignedVariable $_.Left)) {
            $name = $variable.VariablePath.UserPath
            if ($name -in $script:AutomaticVariables) {
                New-Fault $variable "`$$name belongs to PowerShell; take another name."
            }
        }
    }
}

Add-Rule 'GlobalVariable' 'Warning' ([AssignmentStatementAst]) {
    process {
        foreach ($variable in (Get-AssignedVariable $_.Left)) {
            $name = $variable.VariablePath.UserPath
            if ($name -like 'global:*' -and $name -ne 'global:LASTEXITCODE') {
                New-Fault $variable "`$$name outlives the script; return the value instead."
            }
        }
    }
}

Add-Rule 'UnusedVariable' 'Warning' ([ScriptBlockAst]) {
    process {
        if (-not (Test-ClosedBlock $_)) { return }
        $read = (Get-VariableUse $_).Names
        $written = [ordered]@{}
        foreach ($assignment in (Find-Node $_ ([AssignmentStatementAst]))) {
            if ($assignment.Operator -ne 'Equals') { continue }
            foreach ($variable in (Get-AssignedVariable $assignment.Left)) {
                $name = $variable.VariablePath.UserPath
                if ($read.Contains($name) -or $written.Contains($name)) { continue }
                if ((Test-SettingVariable $name) -or (Get-OwningBlock $assignment) -ne $_) { continue }
                $written[$name] = $variable
            }
        }
        if (-not $written.Count) { return }
        # Read by name: Get-Variable, -OutVariable, a string that is expanded later.
        foreach ($text in (Find-Node $_ ([StringConstantExpressionAst]))) { $written.Remove($text.Value) }
        foreach ($variable in $written.Values) {
            New-Fault $variable "$($variable.Extent.Text) is assigned, but never used."
        }
    }
}
